"""What brings viewers back and brings others along.

Owns: who follows a shop and waits for its next show, with the reminders that reach them; the fan
club with its badge; who follows whom among viewers; shares with what came of them; rewards with
caps; the way into the shop's community; how smoothly the room's page is used.
Enter through `facade` (and `contracts`); staff come in by `routes`, viewers by `viewer_routes`.
"""
