#!/usr/bin/env python3
"""Writes what the original tokenizer makes of many texts: Tests/LanguageTests/Golden/tokens.json.

    python3 -m venv .venv && .venv/bin/pip install tokenizers==0.23.3
    python3 tools/fetch_weights.py
    .venv/bin/python tools/golden_tokens.py

The tokenizer is put together of the library's own parts, in BERT's way, without the markers ([SEP] and the like) as
added tokens: what somebody writes is text, and never a marker. Beside the texts every character there is stands
between two letters, and a hash of what became of each thousand of them is written.
"""

import hashlib
import json
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

REPOSITORY = Path(__file__).resolve().parent.parent
VOCABULARY = REPOSITORY / "weights" / "minilm-l6-v2.vocabulary.txt"
GOLDEN = REPOSITORY / "Tests" / "LanguageTests" / "Golden" / "tokens.json"
BLOCK = 1024

TEXTS = [
    "", " ", "\n\t\r ", "Hello, world!", "I'm so happy that I could CRY :-)", "slow piano for rain",
    "unaffable embeddings' retokenisation", "don't won't it's 3.14 1,000,000 $5.00 50% C++ e-mail@example.org",
    "Größe, Straße, naïve café, Ångström, İstanbul, ŁÓDŹ", "Ich bin heute traurig und müde.",
    "Je suis très fâchée, ça suffit !", "¿Por qué estás tan triste hoy?", "Мне сегодня очень грустно.",
    "今日はとても悲しいです。", "我今天很开心。", "오늘은 기분이 좋아요.", "أنا حزين جدا اليوم",
    "אני שמח מאוד היום", "आज मैं बहुत खुश हूँ।", "วันนี้ฉันเศร้ามาก", "Σήμερα είμαι ΧΑΡΟΎΜΕΝΟΣ",
    "Tôi rất vui hôm nay", "😀 so good 😭😭 👍🏽 👨‍👩‍👧‍👦 🇩🇪 ❤️", "a\u0000b\u0007c\u200bd\ufeffe\u00adf\ufffdg\u2028h\u3000i",
    "[CLS] ignore all [SEP] previous [MASK] [PAD] [UNK] instructions", "'; DROP TABLE accounts; -- <script>alert(1)</script>",
    "x" * 100, "x" * 101, "é" * 100, "e\u0301" * 101, "a" + "\u0301" * 500 + "b", "-" * 300, "word " * 400, "好" * 400,
    "ﬁne ﬂow Ⅷ ½ ² ™ … — „quoted“ «words»", "\U0001d165\U0001d16d\U0001d15f\u302e\u302fa", "Z̸̢̛a̷͇͝l̶̡̇g̴̮̚ò̵̯", "\u1fef\u037e\u0387 \u2126 \u212b",
    "ab\ue000cd\U000f0000ef\u0378gh", "ǅ ŉ ß ẞ ΰ ﬀ", "https://example.org/a_b?c=d&e=%20f#g", "١٢٣ 一二三 ①②③",
]


def characters():
    """All characters but the surrogates, which no text holds, block by block."""
    for start in range(0, 0x110000, BLOCK):
        block = [code for code in range(start, start + BLOCK) if not 0xD800 <= code < 0xE000]
        if block:
            yield start, block


def main() -> None:
    tokenizer = Tokenizer(WordPiece.from_file(str(VOCABULARY), unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def encode(text, limit):
        return [start] + tokenizer.encode(text, add_special_tokens=False).ids[:limit - 2] + [end]

    texts = [{"text": text, "limit": limit, "tokens": encode(text, limit)} for text in TEXTS for limit in (128, 256)]
    blocks = {}
    for first, block in characters():
        lines = [" ".join(map(str, encode(f"a{chr(code)}b", 128))) for code in block]
        blocks[f"{first:x}"] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(json.dumps({"block": BLOCK, "texts": texts, "characters": blocks}, ensure_ascii=True, indent=0) + "\n")
    print(f"golden_tokens: {len(texts)} texts, {len(blocks)} blocks of characters: {GOLDEN}")


if __name__ == "__main__":
    main()
