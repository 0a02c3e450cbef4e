"""Words heard before they are published, in the voice that callers hear if one is set up."""

from flask import request
from flask.typing import ResponseReturnValue

from ivr.console.page import PageGroup, page
from ivr.console.ports.prompts import PreviewBusy, TypedWords
from ivr.console.prompts.pages import asked_brand, typed_words
from ivr.console.roles import ADMINS
from ivr.console.session import me


class PromptPreview(PageGroup):
    """The button beside the words. Words are sent in a form: an address would be kept in logs."""

    @page("/prompts/<locale>/<prompt>/heard", roles=ADMINS, methods=("POST",), form_on="prompt")
    def hear_prompt(self, locale: str, prompt: str) -> ResponseReturnValue:
        """The sentence, whose voice it is, and the path of its audio; or the reasons why it cannot be said."""
        typed, form = typed_words(), request.form.get("form", 0, type=int)
        wrong = list(self.ports.words.wrong(locale, prompt, typed))
        if wrong or not 0 <= form < len(typed):
            return {"wrong": wrong or ["There are no words."]}, 422
        if not self.ports.may_listen(me().name):
            return {"wrong": ["You have listened often in the last hour. Try again later."]}, 429
        routing = self.ports.routing.draft().routing
        try:
            heard = self.ports.speak(routing, asked_brand(routing), locale, TypedWords(prompt, typed, form))
        except PreviewBusy:
            return {"wrong": ["Somebody else is listening just now. Try again in a moment."]}, 429
        return {"words": heard.words, "told": heard.told, "audio": heard.audio}
