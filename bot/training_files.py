"""Rasa importer `TrainingFiles`: reads the training files once.

Rasa's own keeps the examples for each way it is asked, and is asked in two: with the
language named, and without. It reads and checks every file twice, which takes seconds.
"""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class TrainingFiles(RasaFileImporter):
    """The files of `data/`, as Rasa's own importer reads them."""

    _examples: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples; whoever adds to them makes a copy, as Rasa's own callers do."""
        if self._examples is None:
            self._examples = super().get_nlu_data(language)
        return self._examples
