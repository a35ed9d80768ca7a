"""Items that hang on purpose."""

from safetystats import workers


def hasten(monkeypatch, items):
    """Have the clock run out for `items` alone, which hang: a slow machine must not fail the good ones."""
    start = workers._start

    def start_hastened(context, work, item, timeout, reporting):
        return start(context, work, item, 8.0 if item in items else timeout, reporting)

    monkeypatch.setattr(workers, "_start", start_hastened)
