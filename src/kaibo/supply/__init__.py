"""Stock: where every unit of a SKU stands, as a book of the ledger.

Enter through `facade`. Places: supplier → warehouse → link → reserved → shipped; a rehearsal
draws its units from a place of its own, so that it never touches real stock.
"""

from __future__ import annotations
