"""Tables: which form one has, and the process that it tells, from whatever file it comes."""
