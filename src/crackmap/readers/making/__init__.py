"""What readers share: what they are asked and give, and a process in the making."""
