"""The command line. Each command is a module of this package, imported when it is used: `--help` loads none."""

from importlib import import_module
from operator import attrgetter
from typing import Any

import click

COMMANDS = {
    "serve": ("ivr.cli.serve:serve", "Answer calls: web, workers and schedule on this machine."),
    "worker": ("ivr.cli.worker:worker", "Run background jobs only, for more machines."),
    "schedule": ("ivr.cli.schedule:schedule", "Give the periodic jobs to the workers, for more machines."),
    "demo": ("ivr.cli.demo:demo", "Serve sample orders, place calls, print what the callers hear."),
    "call": ("ivr.cli.call:call", "Ring the line from this terminal."),
    "doctor": ("ivr.cli.doctor:doctor", "Say what is wrong with a set-up and how to mend it."),
    "orders": ("ivr.cli.orders:orders", "Import orders, or write a sample file."),
    "routing": ("ivr.cli.routing:routing", "Check, publish, try and explain where calls go."),
    "agents": ("ivr.cli.agents:agents", "Say who may take calls at the desk."),
    "users": ("ivr.cli.users:users", "Say who may use the console."),
    "prompts": ("ivr.cli.prompts:prompts", "Check the words that callers hear."),
    "intent": ("ivr.cli.intent:intent", "Say what callers' words are about, or how often that is right."),
    "flows": ("ivr.cli.flows:flows", "Check or draw the conversation."),
    "db": ("ivr.cli.db:db", "Bring the database to this version's tables."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and a line of help alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order that people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command itself, now that it is needed."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command = attrgetter(name)(import_module(module))
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker; the table above is ours
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What an operator can mend is told in one line."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from ivr.cli.mendable import told  # only now: it knows of every store

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
    """Wismo: the telephone line of a shop, that knows where the order is."""
