"""What viewers and agents do in a thread, and what two hosts sign."""
