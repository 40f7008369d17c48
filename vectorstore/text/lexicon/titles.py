"""Words before the name of a person."""

from __future__ import annotations

from vectorstore.text.lexicon import listed

HONORIFICS = listed("mr mrs ms miss dr prof professor sir dame lord lady mx")
"""What is put before a name out of courtesy, and says no role."""
TITLES = HONORIFICS | listed(
    """
    baron baroness king queen prince princess pope archbishop bishop cardinal imam ayatollah sheikh
    shaikh rabbi reverend rev father sister president premier chancellor minister ministers
    secretary senator sen senators congressman congresswoman representative rep governor gov mayor
    judge justice attorney ambassador envoy gen general lt lieutenant col colonel maj major capt
    captain sgt sergeant cpl corporal pvt private adm admiral commander cmdr brig brigadier marshal
    inspector superintendent constable officer detective chief chairman chairwoman chair director
    spokesman spokeswoman spokesperson speaker leader coach mp emperor emir sultan count duke
    duchess earl
    """
)
"""Roles and ranks that stand before a name as a title."""
FEMALE = listed(
    "mrs ms miss dame lady madam queen princess baroness duchess congresswoman spokeswoman"
    " chairwoman councilwoman actress sister mother daughter wife aunt grandmother"
)
"""Titles and roles of women."""
MALE = listed(
    "mr sir lord king prince baron duke congressman spokesman chairman councilman father emperor"
    " sultan sheikh imam rabbi brother son husband uncle grandfather pope"
)
"""Titles and roles of men."""
