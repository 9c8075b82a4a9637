"""The wire contract: what comes in (...In) is read strictly, what goes out (...Out) is all that is said."""
