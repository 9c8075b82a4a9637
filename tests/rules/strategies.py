"""Diaries made at random, always the same ones, for the laws that hold for every diary."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from app.rules.diary import Diary
from app.rules.entry import DrugClass, Entry, Intensity, Medication, Relief

lawful = settings(derandomize=True, max_examples=60, deadline=None)

FIRST = date(2023, 11, 20)
LENGTH = 260

said = st.sampled_from([True, False, None])
medications = st.lists(
    st.builds(
        Medication,
        name=st.just("x"),
        drug_class=st.sampled_from(DrugClass),
        relief=st.sampled_from([*Relief, None]),
    ),
    max_size=3,
).map(tuple)
headaches = st.builds(
    Entry,
    headache=st.just(True),
    peak_intensity=st.sampled_from([*Intensity, None]),
    duration_minutes=st.sampled_from([None, 1, 29, 30, 239, 240, 1440]),
    unilateral=said,
    pulsating=said,
    worse_with_activity=said,
    nausea=said,
    vomiting=said,
    photophobia=said,
    phonophobia=said,
    osmophobia=said,
    aura=st.sampled_from([False, False, False, True]),
    acute_medications=st.none() | medications,
)
headache_free = st.builds(
    Entry,
    headache=st.just(False),
    aura=st.sampled_from([False, False, False, True]),
    acute_medications=st.none() | medications,
)
entry = headaches | headache_free


@st.composite
def diaries(draw: st.DrawFn, *, injected: bool = False) -> Diary:
    """A diary of up to 260 days with gaps, and up to four sessions in them."""
    palette = [None, *draw(st.lists(entry, min_size=2, max_size=6))]
    rarity = draw(st.sampled_from([1, 4, 12]))
    chosen = draw(
        st.lists(st.sampled_from(palette[:1] + palette[1:] * rarity), min_size=LENGTH, max_size=LENGTH)
    )
    entries = {FIRST + timedelta(days=i): one for i, one in enumerate(chosen) if one}
    sessions = draw(st.lists(st.integers(0, LENGTH - 1), min_size=int(injected), max_size=4))
    return Diary(
        entries,
        [FIRST + timedelta(days=session) for session in sessions],
        draw(st.none() | st.integers(0, 30)),
        draw(st.sampled_from([0, 0, 1, 2])),
    )


days_of_diaries = st.integers(0, LENGTH + 40).map(lambda days: FIRST + timedelta(days=days))
