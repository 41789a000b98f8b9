"""``python -m evals.prices``: writes bot/prices.json anew from the package genai-prices (Pydantic, MIT licence).

Standard prices only: no batch, priority or cached rates, and of tiered prices the first tier.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

PROVIDERS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "google_genai",
    "mistral": "mistralai",
    "deepseek": "deepseek",
    "groq": "groq",
    "x-ai": "xai",
    "cohere": "cohere",
}
"""The provider there, and as ``init_chat_model`` calls it."""
FILE = Path(__file__).parents[1] / "bot" / "prices.json"


def prices() -> dict[str, list[float]]:
    from genai_prices.data import providers

    found: dict[str, list[float]] = {}
    for provider in providers:
        if provider.id in PROVIDERS:
            for model in provider.models:
                price = _standard(model.prices)
                if price:
                    found[f"{PROVIDERS[provider.id]}:{model.id}"] = price
    return dict(sorted(found.items()))


def _standard(prices: Any) -> list[float] | None:
    """Of several prices by date or hour the last without a condition, else the newest."""
    if isinstance(prices, list):
        prices = ([item for item in prices if item.constraint is None] or prices)[-1].prices
    pair = [_base(prices.input_mtok), _base(prices.output_mtok)]
    return [float(value) for value in pair] if None not in pair else None


def _base(price: Any) -> Any:
    return getattr(price, "base", price)


def main(date: str) -> None:
    source = f"genai-prices {version('genai-prices')}"
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(price)}" for name, price in prices().items())
    head = json.dumps({"date": date, "source": source, "unit": "US dollars for a million tokens: prompt, reply"})
    FILE.write_text(f'{head[:-1]}, "models": {{\n{lines}\n}}}}\n', "utf-8")


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
