"""Every fault that a user of the diary may meet, as one tree; nothing of HTTP in it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with one field: its name as on the wire, and what is allowed instead.

    `code` is stable and may be matched by programs, as the message may not; `invalid` = nothing more is told.
    """

    field: str
    message: str
    code: str = "invalid"


@dataclass(frozen=True, slots=True)
class LineFault:
    """One thing wrong in a file: on which line (the first is 1, None = the whole file), in which field."""

    line: int | None
    field: str | None
    message: str

    def __str__(self) -> str:
        """In words: where it stands, then what is wrong and what is allowed."""
        place = [f"line {self.line}"] if self.line is not None else []
        return ": ".join([*place, *([self.field] if self.field else []), self.message])


class DiaryError(Exception):
    """The root: `code` is stable and may be matched by programs, the message is for people."""

    code = "error"

    def __init__(self, message: str = "", faults: Sequence[FieldFault] = ()) -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])
        self.faults = tuple(faults)


# What was sent


class BadInput(DiaryError):
    """The input breaks a rule of the diary."""

    code = "bad_input"


class DayInFuture(BadInput):
    """The day has not begun anywhere on earth yet."""

    code = "day_in_future"


class BadFile(BadInput):
    """The file cannot be read as it stands; nothing of it was taken."""

    code = "bad_file"

    def __init__(self, lines: Sequence[LineFault]) -> None:
        super().__init__(faults=[FieldFault(fault.field or "file", str(fault)) for fault in lines])
        self.lines = tuple(lines)


class UsernameTaken(DiaryError):
    """An account with this user name exists."""

    code = "username_taken"


class NameTaken(DiaryError):
    """Something of this name exists."""

    code = "name_taken"


class PasswordRefused(BadInput):
    """The password is too short, too long or too easily guessed."""

    code = "password_refused"


# Who asks


class NotSignedIn(DiaryError):
    """Sign in first."""

    code = "not_signed_in"


class DiaryErased(NotSignedIn):
    """The account was erased, and its diary with it: there is nobody to sign in as."""


class SignInRefused(DiaryError):
    """User name or password is not right."""

    code = "sign_in_refused"


class TooManySignIns(DiaryError):
    """Too many sign-ins were tried from this network: wait some minutes, then try again."""

    code = "too_many_sign_ins"


class SecondFactorNeeded(DiaryError):
    """The password is right; a code of the app, or a recovery code, is needed too."""

    code = "second_factor_needed"


class ConfirmNeeded(DiaryError):
    """Prove anew who you are: this step is a sensitive one."""

    code = "confirm_needed"


class PasskeyRefused(DiaryError):
    """The passkey is not one of this account, or what it signed was not asked for."""

    code = "passkey_refused"


class CodeRefused(DiaryError):
    """The code is not right, or it has been used, or its time is over."""

    code = "code_refused"


class LastWayIn(DiaryError):
    """Nothing else signs in to this account: set a password or add another passkey first."""

    code = "last_way_in"


class NoCodeApp(DiaryError):
    """A clinician's password counts only with a code app; the operator's `account reset` sets both."""

    code = "no_code_app"


class PasscodeNeeded(DiaryError):
    """This link is opened with a passcode, which its sender knows."""

    code = "passcode_needed"


class GrantEnded(DiaryError):
    """The grant has been revoked, or its time is over; another one can be asked for."""

    code = "grant_ended"


class NotThere(DiaryError):
    """There is nothing here, or nothing that you may see."""

    code = "not_found"


class ForeignRequest(DiaryError):
    """The request came from another site."""

    code = "foreign_request"


class TwoHosts(DiaryError):
    """The request names its host more than once."""

    code = "two_hosts"


class UnknownHost(DiaryError):
    """The server does not answer under this host name."""

    code = "unknown_host"


class LimitReached(DiaryError):
    """There are as many as there may be: docs/limits.md."""

    code = "limit_reached"


class AccountFull(LimitReached):
    """This account holds as much as it may; whoever runs the server can give it more room."""

    code = "account_full"


class TooMany(LimitReached):
    """There are as many of one kind as there may be; the code says of which, the message what helps."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TooManyValues(LimitReached):
    """This was changed too often today; it can be changed again tomorrow."""

    code = "too_many_values"


class TooManyAccounts(LimitReached):
    """Too many accounts were made from this network: try again later."""

    code = "too_many_accounts"


# Edits that met another edit


class RevisionDiffers(DiaryError):
    """It has changed since it was read; the current value comes with this answer."""

    code = "revision_differs"

    def __init__(self, message: str = "", current: object = None) -> None:
        super().__init__(message)
        self.current = current


# The server and its database


class TooLarge(DiaryError):
    """The body is larger than the server takes."""

    code = "body_too_large"


class HeadersTooLarge(DiaryError):
    """The address and the headers are larger than the server takes."""

    code = "headers_too_large"


class NotJson(DiaryError):
    """The body must be JSON, sent as application/json."""

    code = "not_json"


class StorageUnavailable(DiaryError):
    """The database cannot be written at the moment; nothing was stored."""

    code = "storage_unavailable"


class DiskFull(StorageUnavailable):
    """The disk is full; nothing was stored."""

    code = "disk_full"


class ShuttingDown(StorageUnavailable):
    """The server is stopping; nothing was stored."""

    code = "shutting_down"


class ServerFault(DiaryError):
    """The server met a fault; nothing was confirmed."""

    code = "server_fault"


class OtherKey(ServerFault):
    """Servers of one database need one key: DIARY_KEY_FILE names its file for each of them."""

    code = "other_key"


class RefusesToStart(DiaryError):
    """The server does not start in this state; the message names the remedy."""

    code = "refuses_to_start"


class DatabaseInUse(RefusesToStart):
    """Another server holds this database."""

    code = "database_in_use"


class DatabaseNewer(RefusesToStart):
    """The database was written by a newer release."""

    code = "database_newer"


class BackupRefused(DiaryError):
    """The backup or the restore was not done; the message says why."""

    code = "backup_refused"
