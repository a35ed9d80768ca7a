"""A city's own project, from nothing.

`districts` which areas a city has, by GB/T 2260; `templates` empty ledgers in Excel; `folder` the project's
folder with all of it.
"""

from __future__ import annotations

from .districts import City as City
from .districts import city_asked_for as city_asked_for
from .districts import city_of_code as city_of_code
from .districts import city_of_name as city_of_name
from .folder import start_project as start_project
