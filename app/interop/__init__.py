"""Other people's formats: read into diaries, and reports written out of them."""
