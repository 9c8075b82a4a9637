"""The treatment report: baseline, rounds, reductions, verdicts and checks together."""

from app.rules.diary import Asked, Diary


class TreatmentReport:
    """Everything that is said about a treatment as of one day."""


def treatment_report(diary: Diary, asked: Asked) -> TreatmentReport:
    """Report on the treatment as of the day asked; a diary without entries or injections has one too."""
    raise NotImplementedError
