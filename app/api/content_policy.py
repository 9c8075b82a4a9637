"""What a page may load and run: the Content-Security-Policy of every answer."""

from collections.abc import Iterable

NOTHING = (
    "default-src 'none'; frame-ancestors 'none'"  # of what a page asks for: no page itself, and sent often
)
_TRUSTED_TYPES = "svelte-trusted-html service-worker-url"  # Svelte's own templates; the worker's address


def content_policy(scripts: Iterable[str] = ()) -> str:
    """The policy of an answer; `scripts` are the hashes (sha256-...) of the inline scripts its page holds."""
    allowed = " ".join(["'self'", *(f"'{one}'" for one in scripts)])
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types {_TRUSTED_TYPES}"
    )
