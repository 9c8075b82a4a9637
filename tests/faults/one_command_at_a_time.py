"""`headache-diary` that listens to one command at a time, however little it says: a negative control."""

import socketserver

from app.cli import main, operator_socket

if __name__ == "__main__":
    setattr(operator_socket._Listening, "process_request", socketserver.BaseServer.process_request)  # noqa: B010
    operator_socket._Asked.timeout = 20
    main()
