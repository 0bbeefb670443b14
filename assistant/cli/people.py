"""user, member: konton och medlemmar."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.app import app, opened
from assistant.cli.assess import Assessment, Json

if TYPE_CHECKING:
    from assistant.domain.assessment import Role

user = typer.Typer(help="Konton: vilka som får logga in i webbtjänsten.", no_args_is_help=True)
member = typer.Typer(help="Medlemmar: vilka som deltar i en utvärdering.", no_args_is_help=True)
app.add_typer(user, name="user")
app.add_typer(member, name="member")

Name = Annotated[str, typer.Argument(help="Användarnamn.")]
RoleText = Annotated[str, typer.Option("--role", help="administrator, evaluator eller participant.")]
Ask = Annotated[bool, typer.Option("--ask", help="Fråga efter lösenordet i stället för att ta fram ett.")]


def _role(given: str) -> "Role":
    from assistant.domain.access import ROLES
    from assistant.errors import InvalidInputError

    if given not in ROLES:
        raise InvalidInputError(f"Rollen {given!r} finns inte.", hint=f"Välj {', '.join(ROLES)}.")
    return given


def _password(ask: bool) -> str | None:
    return typer.prompt("Lösenord", hide_input=True, confirmation_prompt="En gång till") if ask else None


def _hand_over(name: str, made: str) -> None:
    if made:
        typer.echo(f"Lösenord för {name} (visas bara nu, byts vid första inloggningen): {made}")


@user.command("add")
def add_user(
    name: Name,
    role: RoleText = "evaluator",
    display: Annotated[str, typer.Option("--display", help="Namn på sidor och i rapporter.")] = "",
    ask: Ask = False,
) -> None:
    """Skapa ett konto."""
    from assistant.workflow import accounts, assessments

    with opened() as parts:
        first = not accounts.accounts_exist(parts)
        made = accounts.create_user(parts, name, shown=display, role=_role(role), password=_password(ask))
        known = assessments.every(parts) if first else ()
    typer.echo(f"Kontot {name} är skapat.")
    _hand_over(name, made)
    if known:
        typer.echo("Alla måste logga in från och med nu. Utvärderingar som redan finns syns när någon blir medlem:")
        for found in known:
            typer.echo(f"  kompass member add {found.id} {name} --role lead")


@user.command("list")
def list_users(json: Json = False) -> None:
    """Lista konton."""
    from assistant.cli import show
    from assistant.workflow import accounts

    with opened(exclusive=False) as parts:
        found = accounts.accounts(parts)
    if json:
        show.as_json(found)
        return
    rows = [
        [a.user.name, a.user.display_name, a.user.role, "stängt" if a.user.disabled else "" if a.can_sign_in else "–"]
        for a in found
    ]
    show.table(["Användarnamn", "Namn", "Roll", "Läge"], rows)


@user.command("password")
def password(name: Name, ask: Ask = False) -> None:
    """Ge ett konto ett nytt lösenord; alla dess inloggningar och nycklar slutar gälla."""
    from assistant.workflow import accounts

    with opened() as parts:
        made = accounts.set_password(parts, name, _password(ask))
    typer.echo(f"Lösenordet för {name} är bytt.")
    _hand_over(name, made)


@user.command("role")
def role(name: Name, role: Annotated[str, typer.Argument(help="administrator, evaluator eller participant.")]) -> None:
    """Ändra ett kontos roll i hela tjänsten."""
    from assistant.workflow import accounts

    with opened() as parts:
        found = accounts.set_role(parts, name, _role(role))
    typer.echo(f"{found.name} är nu {found.role}.")


@user.command("disable")
def disable(name: Name) -> None:
    """Stäng ett konto direkt; det som personen har gjort står kvar."""
    from assistant.workflow import accounts

    with opened() as parts:
        accounts.disable(parts, name)
    typer.echo(f"Kontot {name} är stängt.")


@user.command("enable")
def enable(name: Name) -> None:
    """Öppna ett stängt konto igen."""
    from assistant.workflow import accounts

    with opened() as parts:
        accounts.enable(parts, name)
    typer.echo(f"Kontot {name} är öppet.")


@user.command("token")
def token(
    name: Name,
    label: Annotated[str, typer.Option("--label", help="Vilket program nyckeln är till för.")],
    days: Annotated[int, typer.Option("--days", help="Hur många dagar den gäller.")] = 90,
) -> None:
    """Gör en nyckel som ett program använder API:t med; den dras in på sidan Mitt konto eller med ett nytt lösenord."""
    from assistant.workflow import accounts

    with opened() as parts:
        made = accounts.make_token(parts, name, label, days=days)
    typer.echo(f"Nyckel (visas bara nu): {made}")
    typer.echo("Skicka den i rubriken Authorization: Bearer NYCKEL")


@member.command("add")
def add_member(
    assessment: Assessment,
    name: Name,
    role: Annotated[str, typer.Option("--role", help="lead, evaluator, contributor eller reader.")] = "evaluator",
) -> None:
    """Lägg till en medlem, eller ge en medlem en annan roll."""
    from assistant.workflow import membership

    with opened() as parts:
        membership.put_member(parts, assessment, name, role)
    typer.echo(f"{name} är {role} i {assessment}.")


@member.command("remove")
def remove_member(assessment: Assessment, name: Name) -> None:
    """Ta bort en medlem."""
    from assistant.workflow import membership

    with opened() as parts:
        membership.remove_member(parts, assessment, name)
    typer.echo(f"{name} är inte längre medlem i {assessment}.")


@member.command("list")
def list_members(assessment: Assessment, json: Json = False) -> None:
    """Lista medlemmar."""
    from assistant.cli import show
    from assistant.workflow import membership

    with opened(exclusive=False) as parts:
        found = membership.members(parts, assessment)
    if json:
        show.as_json(found)
        return
    show.table(["Användarnamn", "Namn", "Roll"], [[m.user.name, m.user.display_name, m.role] for m in found])
