"""How verbs are carried out, one module a verb or a few that belong together.

A function gets the leg and the verb and gives the next turn, or None to go on with the next verb.
"""
