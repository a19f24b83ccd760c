"""Pure functions on manifest dicts: nothing here knows a cluster."""
