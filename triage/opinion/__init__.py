"""What does it read like? A second opinion on a message's category, learned from examples.

What numpy and the model do happens in a process of its own; importing this package loads neither.
"""

from triage.opinion.adviser import Adviser, is_installed
from triage.opinion.examples import Labelled, Source, examples_of

__all__ = ["Adviser", "Labelled", "Source", "examples_of", "is_installed"]
