"""``consentbook rules``: list the rules on wording, or explain one."""

import click

from consentbook.reading.offences import did_you_mean
from consentbook.rules.engine import rules as all_rules
from consentbook.terminal import say


@click.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List the rules that wording is checked against, or explain the rule CODE.

    \b
    Examples:
      consentbook rules
      consentbook rules absolute-claim
    """
    known = all_rules()
    if code is None:
        for name, rule in known.items():
            say(f"{name:24} {rule.says}")
        return
    if code not in known:
        hint = did_you_mean(code, known) or f"Known: {', '.join(known)}."
        raise click.BadParameter(f'there is no rule "{code}". {hint[0].upper()}{hint[1:]}', param_hint="CODE")
    rule = known[code]
    say(f"{code}\n\n{rule.says}\n{rule.mend}\nSource: {rule.source}.")
    for title, texts in (("Fails", rule.fails), ("Passes", rule.passes)):
        for language, examples in texts.items():
            for example in examples:
                say(f"{title} ({language}): {example}")
