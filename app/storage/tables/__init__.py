"""The whole database, every constraint named: people, diaries, and who else may read them.

The tables of a diary have `diary_id` first in their primary key and in every unique constraint, so that they
can be spread over many machines by it; names and sign-ins stand apart from them. A row is never made from a
request body: a table class does not validate.
"""

from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {  # before the first table: Alembic changes constraints by name
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

from app.storage.tables.diaries import (  # noqa: E402
    HEADACHE_FEATURES,
    REVISION_TABLES,
    Circumstance,
    CircumstanceRevision,
    Day,
    DayRevision,
    Diary,
    Injection,
    InjectionRevision,
    Operation,
    Treatment,
    TreatmentRevision,
)
from app.storage.tables.people import (  # noqa: E402
    Account,
    Challenge,
    Clinic,
    Clinician,
    DatabaseIdentity,
    Device,
    FailedTries,
    KnownDevice,
    NewAccounts,
    OneTimeLink,
    Passkey,
    Purpose,
    RecoveryCode,
    Role,
    Session,
    Throttle,
    Totp,
)
from app.storage.tables.sharing import (  # noqa: E402
    Audit,
    Grant,
    Invitation,
    Kind,
    Reader,
    RefusedLook,
    VisitLink,
    VisitOpening,
)
from app.storage.tables.summaries import (  # noqa: E402
    SORT_KEYS,
    PatientLine,
    Summary,
)

__all__ = [
    "HEADACHE_FEATURES",
    "REVISION_TABLES",
    "SORT_KEYS",
    "Account",
    "Audit",
    "Challenge",
    "Circumstance",
    "CircumstanceRevision",
    "Clinic",
    "Clinician",
    "DatabaseIdentity",
    "Day",
    "DayRevision",
    "Device",
    "Diary",
    "FailedTries",
    "Grant",
    "Injection",
    "InjectionRevision",
    "Invitation",
    "Kind",
    "KnownDevice",
    "NewAccounts",
    "OneTimeLink",
    "Operation",
    "Passkey",
    "PatientLine",
    "Purpose",
    "Reader",
    "RecoveryCode",
    "RefusedLook",
    "Role",
    "Session",
    "Summary",
    "Throttle",
    "Totp",
    "Treatment",
    "TreatmentRevision",
    "VisitLink",
    "VisitOpening",
]
