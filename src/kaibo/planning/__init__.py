"""Planning: shows, their goals, line-up, script, checklist, phases and frozen versions.

Enter through `facade`; `contracts` holds what crosses the border. Whoever runs a show reads its
newest frozen plan and moves its phase with `facade.enter_phase`, which asks the gate.
"""

from __future__ import annotations
