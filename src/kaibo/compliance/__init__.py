"""Whether what is sold may be sold the way it is: checks of goods information and of the sale.

Owns runs of the flow check and their findings. Facts come from above (console) as dataclasses.
"""

from __future__ import annotations
