"""Countries with what their people and things are called, well-known cities, and other names
by which the same state or body goes."""

from __future__ import annotations

# country: its adjectives and its people
_COUNTRIES = """
Afghanistan: Afghan Afghans; Albania: Albanian; Algeria: Algerian; Angola: Angolan;
Argentina: Argentine Argentinian; Armenia: Armenian; Australia: Australian; Austria: Austrian;
Azerbaijan: Azerbaijani Azeri; Bahrain: Bahraini; Bangladesh: Bangladeshi; Belarus: Belarusian;
Belgium: Belgian; Bolivia: Bolivian; Bosnia: Bosnian; Botswana: Botswanan; Brazil: Brazilian;
Britain: British Briton Britons; Bulgaria: Bulgarian; Cambodia: Cambodian; Cameroon: Cameroonian;
Canada: Canadian; Chad: Chadian; Chile: Chilean; China: Chinese; Colombia: Colombian; Congo:
Congolese; Croatia: Croatian Croat Croats; Cuba: Cuban; Cyprus: Cypriot; Denmark: Danish Dane
Danes; Ecuador: Ecuadorian Ecuadorean; Egypt: Egyptian; England: English; Eritrea: Eritrean;
Estonia: Estonian; Ethiopia: Ethiopian; Finland: Finnish Finn Finns; France: French Frenchman;
Georgia: Georgian; Germany: German; Ghana: Ghanaian; Greece: Greek; Guatemala: Guatemalan;
Haiti: Haitian; Honduras: Honduran; Hungary: Hungarian; Iceland: Icelandic; India: Indian;
Indonesia: Indonesian; Iran: Iranian; Iraq: Iraqi; Ireland: Irish; Israel: Israeli; Italy: Italian;
Jamaica: Jamaican; Japan: Japanese; Jordan: Jordanian; Kazakhstan: Kazakh; Kenya: Kenyan; Kosovo:
Kosovan Kosovar; Kuwait: Kuwaiti; Laos: Laotian; Latvia: Latvian; Lebanon: Lebanese; Libya: Libyan;
Lithuania: Lithuanian; Malaysia: Malaysian; Mali: Malian; Malta: Maltese; Mexico: Mexican;
Moldova: Moldovan; Mongolia: Mongolian; Morocco: Moroccan; Mozambique: Mozambican; Myanmar:
Burmese; Nepal: Nepalese Nepali; Netherlands: Dutch; Nicaragua: Nicaraguan; Niger: Nigerien;
Nigeria: Nigerian; Norway: Norwegian; Oman: Omani; Pakistan: Pakistani; Palestine: Palestinian;
Panama: Panamanian; Paraguay: Paraguayan; Peru: Peruvian; Philippines: Filipino Philippine;
Poland: Polish Pole Poles; Portugal: Portuguese; Qatar: Qatari; Romania: Romanian; Russia: Russian;
Rwanda: Rwandan; Scotland: Scottish Scot Scots; Senegal: Senegalese; Serbia: Serbian Serb Serbs;
Singapore: Singaporean; Slovakia: Slovak; Slovenia: Slovenian; Somalia: Somali; Spain: Spanish
Spaniard; Sudan: Sudanese; Sweden: Swedish Swede Swedes; Switzerland: Swiss; Syria: Syrian;
Taiwan: Taiwanese; Tanzania: Tanzanian; Thailand: Thai; Tunisia: Tunisian; Turkey: Turkish Turk
Turks; Uganda: Ugandan; Ukraine: Ukrainian; Uruguay: Uruguayan; Uzbekistan: Uzbek; Venezuela:
Venezuelan; Vietnam: Vietnamese; Wales: Welsh; Yemen: Yemeni; Zambia: Zambian; Zimbabwe:
Zimbabwean; America: American; Europe: European; Africa: African; Asia: Asian; Kurdistan: Kurdish
Kurd Kurds; Chechnya: Chechen; Crimea: Crimean; Tibet: Tibetan; Catalonia: Catalan
"""

_CITIES = """
Aleppo Amsterdam Ankara Athens Atlanta Baghdad Bangkok Barcelona Beijing Beirut Belfast Belgrade
Berlin Bogota Boston Brasilia Brussels Bucharest Budapest Cairo Canberra Caracas Chicago Copenhagen
Dallas Damascus Delhi Denver Detroit Dhaka Doha Donetsk Dubai Dublin Edinburgh Geneva Hanoi Havana
Helsinki Houston Idlib Islamabad Istanbul Jakarta Jerusalem Johannesburg Kabul Karachi Kharkiv
Khartoum Kiev Kigali Kyiv Lagos Lima Lisbon London Luxembourg Madrid Manila Melbourne Miami Minsk
Mogadishu Moscow Mosul Mumbai Munich Nairobi Oslo Ottawa Palmyra Paris Philadelphia Prague Pyongyang
Raqqa Riyadh Rome Santiago Sarajevo Seattle Seoul Shanghai Stockholm Sydney Taipei Tehran Tokyo
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho
Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota
Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah
Vermont Virginia Wisconsin Wyoming Ontario Quebec Alberta Queensland
Toronto Tripoli Tunis Vienna Vilnius Warsaw Washington Zurich Gaza Kandahar Homs Hama
"""

# The first of a line stands for all of them; all in lower case, without points.
_SAME = """
islamic state|is|isis|isil|daesh|islamic state of iraq and syria|islamic state group
america|us|usa|united states|united states of america|american
britain|uk|united kingdom|great britain|british
united nations|un
european union|eu
united arab emirates|uae|emirati
saudi arabia|saudi|saudis|ksa
north korea|dprk|north korean
south korea|rok|south korean
south africa|south african
sri lanka|sri lankan
new zealand|nz
czech republic|czechia|czech
russia|russian federation
turkey|türkiye|turkiye
myanmar|burma
nato|north atlantic treaty organization|north atlantic treaty organisation
world health organization|world health organisation|who
world trade organization|world trade organisation|wto
international monetary fund|imf
federal bureau of investigation|fbi
central intelligence agency|cia
kyiv|kiev
european commission|ec
covid-19|covid|coronavirus
republicans|republican party|gop
democrats|democratic party
"""


def _people() -> dict[str, str]:
    """From what a country's people and things are called, lower-cased, to the country."""
    found: dict[str, str] = {}
    for entry in " ".join(_COUNTRIES.split()).split(";"):
        country, _, forms = entry.partition(":")
        for form in forms.lower().split():
            found[form] = country.strip().lower()
            if form[-1:] in "nicekx":
                found[f"{form}s"] = country.strip().lower()
    return found


def _aliases() -> dict[str, str]:
    """From each name of a state or body to the one that stands for it."""
    lines = [line.split("|") for line in _SAME.strip().splitlines()]
    return {name: names[0] for names in lines for name in names}


DEMONYMS = _people()
"""What a country's people and things are called -> the country; all in lower case."""

ALIASES = _aliases()
"""A name of a state or body -> the name that stands for it; all in lower case."""

PLACES = frozenset(DEMONYMS.values()) | frozenset(_CITIES.lower().split())
"""Countries, continents, some states and well-known cities, in lower case."""
