#!/usr/bin/env python3
"""Writes the original's embeddings of a few texts: Tests/LanguageTests/Golden/embeddings.json.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 transformers==5.23.0
    python3 tools/fetch_weights.py
    .venv/bin/python tools/golden_embeddings.py

BertModel of the library transformers computes them in Float32, with its own tokenizer, from the files that
fetch_weights.py puts into weights/. Written are the mean over the tokens and, of low-rank adapters made here, the mean
with them merged into the weights; the length is taken to 1 by whoever compares.
"""

import base64
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from transformers import BertConfig, BertModel

REPOSITORY = Path(__file__).resolve().parent.parent
WEIGHTS = REPOSITORY / "weights" / "minilm-l6-v2.safetensors"
VOCABULARY = REPOSITORY / "weights" / "minilm-l6-v2.vocabulary.txt"
GOLDEN = REPOSITORY / "Tests" / "LanguageTests" / "Golden" / "embeddings.json"
LIMIT = 256
TEXTS = [
    "", "rain", "slow piano for rain", "I am so happy today!", "I have never been this sad.", "The meeting is at ten.",
    "Ich bin heute traurig und müde.", "今日はとても悲しいです。", "😀 so good 😭😭 👍🏽",
    "Clair de Lune, Claude Debussy. Tags: piano, calm, night. " * 4,
    "An epic space opera with battles, betrayal and a score that never rests. " * 40,
]
ADAPTED = ["encoder.layer.0.attention.self.query", "encoder.layer.2.attention.self.value",
           "encoder.layer.3.attention.output.dense", "encoder.layer.4.intermediate.dense",
           "encoder.layer.5.output.dense"]
RANK, SCALE = 4, 0.5


def adapter(name, rows, columns):
    """Numbers that Tests/LanguageTests/TextEncoderTests.swift makes as well."""
    index = np.arange(rows * columns)
    return (np.cos(index * 0.37 + len(name)) * 0.2).astype(np.float32).reshape(rows, columns)


def embed(model, tokenizer):
    means = []
    for text in TEXTS:
        ids = [101] + tokenizer.encode(text, add_special_tokens=False).ids[:LIMIT - 2] + [102]
        with torch.no_grad():
            means.append(model(input_ids=torch.tensor([ids])).last_hidden_state[0].mean(0).numpy())
    return base64.b64encode(np.stack(means).astype("<f4").tobytes()).decode()


def main() -> None:
    tokenizer = Tokenizer(WordPiece.from_file(str(VOCABULARY), unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    model = BertModel(BertConfig(
        vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536,
        hidden_act="gelu", layer_norm_eps=1e-12)).eval()
    missing, unexpected = model.load_state_dict(load_file(WEIGHTS), strict=False)
    assert not missing and all("position_ids" in name for name in unexpected), (missing, unexpected)
    plain = embed(model, tokenizer)
    for name in ADAPTED:
        layer = model.get_submodule(name)
        a = adapter(name + ".lora_a", RANK, layer.in_features)
        b = adapter(name + ".lora_b", layer.out_features, RANK)
        layer.weight.data += SCALE * torch.from_numpy(b @ a)
    GOLDEN.write_text(json.dumps({
        "limit": LIMIT, "texts": TEXTS, "means": plain,
        "adapted": {"modules": ADAPTED, "rank": RANK, "scale": SCALE, "means": embed(model, tokenizer)},
    }, indent=0) + "\n")
    print(f"golden_embeddings: {len(TEXTS)} texts: {GOLDEN}")


if __name__ == "__main__":
    main()
