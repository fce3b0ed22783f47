"""What ops may ask for is what the readers can do."""

import pytest
from pydantic import ValidationError

from triage.inbound.message import LIMITS
from triage.policy.rules.limits import Limits


def test_the_largest_message_that_ops_may_ask_for_is_one_that_readers_take() -> None:
    assert Limits(message_megabytes=50).message_megabytes * 1_000_000 <= LIMITS.message_bytes
    with pytest.raises(ValidationError, match="less than or equal to 50"):
        Limits(message_megabytes=60)
