"""What compliance tells about itself; a file per thing."""
