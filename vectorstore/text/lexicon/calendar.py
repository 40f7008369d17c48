"""Months, weekdays and seasons."""

from __future__ import annotations

MONTHS = {
    name: number
    for number, name in enumerate(
        (
            "january", "february", "march", "april", "may", "june", "july", "august", "september",
            "october", "november", "december",
        ),
        1,
    )
}  # fmt: skip
"""The number of each month, by its full name."""
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
"""The number of each month that is written shorter, by its abbreviation without a point."""
FOREIGN_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier januar enero gennaio janeiro januari stycznia jänner января січня ιανουαρίου",
            "février fevrier februar febrero febbraio fevereiro februari lutego февраля лютого"
            " φεβρουαρίου",
            "mars märz maerz marzo março maart marts marca марта березня μαρτίου",
            "avril abril aprile kwietnia апреля квітня απριλίου",
            "mai mayo maggio maio mei maj maja мая травня μαΐου",
            "juin juni junio giugno junho czerwca июня червня ιουνίου",
            "juillet juli julio luglio julho lipca июля липня ιουλίου",
            "août aout agosto augustus augusti sierpnia августа серпня αυγούστου",
            "septembre septiembre setiembre settembre setembro września"
            " сентября вересня σεπτεμβρίου",
            "octobre oktober octubre ottobre outubro października октября жовтня οκτωβρίου",
            "novembre noviembre novembro listopada ноября листопада νοεμβρίου",
            "décembre decembre dezember diciembre dicembre dezembro december grudnia"
            " декабря грудня δεκεμβρίου",
        ),
        1,
    )
    for name in names.split()
    if name not in MONTHS
}
"""The number of each month in French, German, Spanish, Italian, Portuguese, Dutch, the
languages of Scandinavia, Polish, Russian, Ukrainian and Greek (there as dates have it)."""
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
"""The number of each weekday from Monday, 0, as `date.weekday` counts."""
FOREIGN_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "lundi montag lunes lunedì maandag måndag mandag poniedziałek poniedziałku"
            " понедельник понедельника понеділок понеділка",
            "mardi dienstag martes martedì dinsdag tisdag tirsdag wtorek wtorku"
            " вторник вторника вівторок вівторка",
            "mercredi mittwoch miércoles mercoledì woensdag onsdag środę środa середу",
            "jeudi donnerstag jueves giovedì donderdag torsdag czwartek czwartku"
            " четверг четверга четвер",
            "vendredi freitag viernes venerdì vrijdag fredag piątek piątku"
            " пятница пятницу παρασκευή",
            "samedi samstag sonnabend sábado zaterdag lördag lørdag sobotę sobota"
            " суббота субботу суботу σάββατο",
            "dimanche sonntag domenica zondag söndag søndag niedzielę niedziela"
            " воскресенье неділю κυριακή",
        )
    )
    for name in names.split()
}
"""The number of each weekday in the same languages, but for what is also another word."""
SHORT_WEEKDAYS = {name[:3]: number for name, number in WEEKDAYS.items()} | {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
}  # fmt: skip
"""The number of each weekday by its abbreviations without a point."""
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each season begins."""
CALENDAR = frozenset({*MONTHS, *WEEKDAYS})
"""The full names of months and weekdays."""
