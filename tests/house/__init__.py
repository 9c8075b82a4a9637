"""The house's own rules, each with a made-up bad example that its check must find."""
