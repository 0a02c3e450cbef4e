"""How the console shows whose it is: the company's name, colour and mark."""
