"""`headache-diary` that may open 400 files; with DIARY_PATIENT it waits for slow clients (the control)."""

import os
import resource

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.cli import connections, main

LIMIT = 400


class Patient(HttpToolsProtocol):
    """Connections as uvicorn has them."""

    most = LIMIT


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
    if os.environ.get("DIARY_PATIENT"):
        setattr(connections, "Connection", Patient)  # noqa: B010
    main()
