"""Lists of texts in the database are JSON as the library writes it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from triage.store.texts import listed, sentences

ANY = st.lists(st.text(st.characters(exclude_categories=())))


@given(texts=ANY)
def test_lists_are_written_as_the_library_writes_them(texts: list[str]) -> None:
    assert listed(texts) == json.dumps(texts)
    assert sentences(texts) == json.dumps(texts, ensure_ascii=False)
