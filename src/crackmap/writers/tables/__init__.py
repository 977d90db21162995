"""A process as tables: steps, handoffs, departments, who has which part, and the cracks."""
