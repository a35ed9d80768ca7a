"""safetystats: accident and hazard ledgers in, honest figures and one briefing per district out."""

__version__ = "0.1.0"
