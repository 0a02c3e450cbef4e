"""The command line. Each command is a module of this package, imported when it is used: `--help` loads none."""

from importlib import import_module
from operator import attrgetter
from typing import Any

import click

COMMANDS = {
    "serve": ("ivr.cli.serve:serve", "Answer calls: web, workers and schedule on this machine."),
    "worker": ("ivr.cli.worker:worker", "Run background jobs only, for more machines."),
    "schedule": ("ivr.cli.schedule:schedule", "Queue the periodic jobs only, for more machines."),
    "demo": ("ivr.cli.demo:demo", "Run a line on sample orders, place calls and print them."),
    "call": ("ivr.cli.call:call", "Call the line from this terminal."),
    "doctor": ("ivr.cli.doctor:doctor", "Check a set-up and say how to mend what is wrong."),
    "orders": ("ivr.cli.orders:orders", "Import orders, watch a folder for them, or write a sample file."),
    "sources": ("ivr.cli.sources:sources", "Connect shops and parcel trackers, and see how they are doing."),
    "requests": ("ivr.cli.requests:requests", "List what callers have asked for, and settle it."),
    "privacy": ("ivr.cli.privacy:privacy", "Export or erase one person's data."),
    "routing": ("ivr.cli.routing:routing", "Check, publish, test and explain the routing of calls."),
    "work": ("ivr.cli.work:work", "See what is owed to callers, and close it."),
    "history": ("ivr.cli.history:history", "Roll the record up into the history of figures."),
    "staffing": ("ivr.cli.staffing:staffing", "Forecast calls and the people that they need."),
    "agents": ("ivr.cli.agents:agents", "Manage the agents of the desk line."),
    "users": ("ivr.cli.users:users", "Manage the users of the console."),
    "prompts": ("ivr.cli.prompts:prompts", "Check, record and exchange the words that callers hear."),
    "intent": ("ivr.cli.intent:intent", "Classify what callers say, or measure how often that is right."),
    "flows": ("ivr.cli.flows:flows", "Check or draw the conversation."),
    "db": ("ivr.cli.db:db", "Manage the tables of the database."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and one line of help, and imports one when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command = attrgetter(name)(import_module(module))
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker; the table above is ours
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Errors that an operator can mend are printed on one line."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from ivr.cli.mendable import told  # imported late: it imports every store

            if not (line := told(error)):
                raise
            raise click.ClickException(line) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The list in `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup)
@click.version_option(package_name="wismo", message="%(package)s %(version)s")
def main() -> None:
    """Wismo: a telephone line for shops that knows where the order is."""
