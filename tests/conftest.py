"""Set-up of all tests: repeatable examples, and training's tests only where its environment is.

Property tests draw the same examples in each run, so that a record can be made again; look for new ones
with ``pytest --hypothesis-profile=default``. Training's tests need torch: ``make test-training`` runs them.
"""

import importlib.util

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
collect_ignore = [] if importlib.util.find_spec("torch") else ["training"]
