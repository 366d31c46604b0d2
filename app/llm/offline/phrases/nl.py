"""The drafter's own words in Dutch."""

TEXT = """
note: Geen taalmodel schreef dit. Elke uitspraak is geciteerd uit de tekst of de invoer en volgens regels gesorteerd; vragen, aannames en wat voorstel heet, zijn eigen woorden van dit ontwerp.
note_used: {used} van {all} zinnen zijn gebruikt; de rest staat onder "niet gebruikt".
note_place: Wat de woorden niet zeggen, is naar plaats gesorteerd; de sterkte is als aangenomen gemerkt.
note_groups: De indeling volgt de secties en de volgorde van de auteur; verbanden door gedeelde woorden zijn voorstellen.
note_comment: Iemand vroeg: “{comment}” Hier kan gesorteerd en geciteerd worden, niet opnieuw geschreven. {effect}
effect_first: Waarover de opmerking spreekt, staat nu vooraan.
effect_none: Niets in de invoer past bij de opmerking; de inhoud is als voorheen.
note_findings: Van de vorige poging kan sorteren niet herstellen: {codes}.
slicing: Ingedeeld naar de secties en de volgorde van de auteur; wat samen geschreven is, blijft samen.
from_order: Wat de tekst achtereen zegt, van “{first}” tot “{last}”.
shape: Eén deel voor elk stuk werk, voorgesteld naar de volgorde van de invoer; meer zegt die niet.
approach: Binnen {names}; meer zegt de invoer niet.
given: Door de tekst gegeven, niet hier gekozen.
not_covered: Niets verwijst er nog naar.
verdict_summary: Gedekt: {covered} van {all}. Nog op te helderen: {conditions}. Beoordeeld volgens regels, niet door lezen.
review_vague: Zegt “{word}” zonder getal of proef.
review_measure: Geef een getal, of een proef die ieder kan herhalen.
flagged: Een mens moet beoordelen of dit wordt nageleefd.
quality_performance: Prestaties
quality_access: Toegankelijkheid
quality_security: Beveiliging
quality_privacy: Persoonsgegevens
quality_languages: Talen
quality: Kwaliteit
ask_open: Wat is besloten over “{quote}”?
ask_vague: Wat betekent “{word}” in “{quote}”?
ask_party: Wat doet “{name}” met het resultaat?
ask_external: Wat gebeurt er als “{name}” niet antwoordt, in “{quote}”?
ask_number: Welk getal toont dat “{quote}” is bereikt?
why_open: De tekst laat het open.
why_vague: Zonder getal of proef weet niemand of het bereikt is.
why_party: Ze zijn genoemd, maar hebben niets te doen.
why_external: De tekst noemt de afhankelijkheid, niet wat er zonder gebeurt.
why_number: Een doel zonder getal is niet te toetsen.
assume_open: Het blijft open en wordt later besloten: “{quote}”.
assume_vague: “{word}” blijft staan en wordt bij acceptatie beoordeeld.
assume_party: Ze worden ingelicht en doen er zelf niets in: “{name}”.
assume_external: Het werk wacht, de storing wordt getoond, later opnieuw geprobeerd: “{name}”.
assume_number: Bij acceptatie wordt zonder getal beoordeeld: “{quote}”.
ask_purpose: Wat moet daarna beter zijn, en voor welke mensen?
why_purpose: De tekst zegt niet waarvoor het dient.
assume_purpose: De eisen in de tekst zijn zelf het doel.
ask_users: Wie gaat het gebruiken?
why_users: De tekst noemt niemand.
assume_users: Eén soort gebruiker met gelijke rechten.
ask_functions: Wat moet men ermee kunnen doen?
why_functions: De tekst noemt geen eis.
assume_functions: Alleen wat er staat.
ask_volume: Hoeveel personen of gevallen zijn er op het drukste moment?
why_volume: De tekst zegt niets over de omvang.
assume_volume: Zo weinig dat een kleine installatie volstaat.
ask_deadline: Wanneer moet het in gebruik zijn?
why_deadline: De tekst noemt geen datum.
assume_deadline: Geen vaste datum; delen komen als ze klaar zijn.
ask_budget: Wat mag het kosten?
why_budget: De tekst noemt geen geld.
assume_budget: Er staat geen bedrag vast: wat het mag kosten is onbekend.
ask_privacy: Welke persoonsgegevens bevat het?
why_privacy: De tekst spreekt er niet over.
assume_privacy: Alleen namen en bereikbaarheid van gebruikers.
ask_retention: Hoe lang moeten gegevens bewaard worden?
why_retention: De tekst zegt niet wanneer iets weg mag.
assume_retention: Ze blijven tot iemand ze verwijdert.
ask_today: Hoe gaat dit vandaag?
why_today: De tekst beschrijft het heden niet.
assume_today: Er is niets over te nemen of te vervangen.
ask_out: Wat hoort er niet bij?
why_out: De tekst trekt geen grens.
assume_out: Wat niet genoemd is, hoort er niet bij.
ask_measure: Waaraan is te zien dat het gelukt is?
why_measure: Geen doel in de tekst heeft een getal.
assume_measure: Bij acceptatie wordt zonder getal beoordeeld.
ask_languages: In welke talen wordt het gebruikt?
why_languages: De tekst noemt geen taal.
assume_languages: Alleen in de taal van de tekst.
ask_access: Welke regels voor toegankelijkheid gelden?
why_access: De tekst spreekt er niet over.
assume_access: Geen buiten de plaatselijke wet.
ask_security: Hoe bewijst men wie men is?
why_security: De tekst spreekt niet over aanmelden.
assume_security: Wie ermee werkt, meldt zich aan met een wachtwoord.
ask_operation: Wie beheert het daarna?
why_operation: De tekst zegt het niet.
assume_operation: Wie het bestelt, beheert het.
ask_stop: Waarmee houdt men op?
why_stop: Een koers die niets beëindigt, kost meer dan er is.
assume_stop: Niets van nu houdt op.
ask_period: Voor welke jaren geldt het?
why_period: De tekst noemt geen periode.
assume_period: Het geldt tot het vervangen wordt.
ask_decider: Wie beslist erover?
why_decider: De tekst zegt niet wie beslist.
assume_decider: Wie het bestelde, beslist erover.
"""
