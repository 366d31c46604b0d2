"""The drafter's own words in Finnish."""

TEXT = """
note: Mikään kielimalli ei kirjoittanut tätä. Jokainen lause on lainattu lähtötekstistä ja lajiteltu säännöillä; kysymykset, oletukset ja ehdotukset ovat luonnoksen omia sanoja.
note_used: {used}/{all} lauseesta on käytetty; loput ovat kohdassa "ei käytetty".
note_place: Mitä sanat eivät kerro, on lajiteltu paikan mukaan ja vahvuus merkitty oletetuksi.
note_groups: Jako seuraa kirjoittajan osioita ja järjestystä; yhteisten sanojen yhteydet ovat ehdotuksia.
note_comment: Joku pyysi: “{comment}” Tässä voi lajitella ja lainata, ei kirjoittaa uutta. {effect}
effect_first: Se, mistä kommentti puhuu, on nyt ensin.
effect_none: Mikään aineistossa ei vastaa kommenttia; sisältö on ennallaan.
note_findings: Edellisestä yrityksestä lajittelu ei voi korjata: {codes}.
slicing: Jaettu kirjoittajan osioiden ja järjestyksen mukaan; yhdessä kirjoitettu pysyy yhdessä.
from_order: Mitä teksti sanoo peräkkäin, alkaen “{first}” ja päättyen “{last}”.
shape: Yksi osa jokaista työn palaa kohti, ehdotettu aineiston järjestyksestä; enempää se ei kerro.
approach: Osissa {names}; enempää aineisto ei kerro.
given: Tekstin antama, ei tässä valittu.
not_covered: Mikään ei vielä viittaa tähän.
verdict_summary: Katettu: {covered}/{all}. Vielä selvitettävä: {conditions}. Arvioitu säännöillä, ei lukemalla.
review_vague: Sanoo “{word}” ilman lukua tai koetta.
review_measure: Anna luku tai koe, jonka kuka tahansa voi toistaa.
flagged: Ihmisen on arvioitava, noudatetaanko tätä.
quality_performance: Suorituskyky
quality_access: Saavutettavuus
quality_security: Tietoturva
quality_privacy: Henkilötiedot
quality_languages: Kielet
quality: Laatu
ask_open: Mitä on päätetty kohdasta “{quote}”?
ask_vague: Mitä “{word}” tarkoittaa kohdassa “{quote}”?
ask_party: Mitä “{name}” tekee tuloksella?
ask_external: Mitä tapahtuu, kun “{name}” ei vastaa, kohdassa “{quote}”?
ask_number: Mikä luku osoittaa, että “{quote}” on saavutettu?
why_open: Teksti jättää sen avoimeksi.
why_vague: Ilman lukua tai koetta kukaan ei tiedä, onko se saavutettu.
why_party: Heidät mainitaan, mutta heillä ei ole tehtävää.
why_external: Teksti mainitsee riippuvuuden, mutta ei mitä ilman sitä tapahtuu.
why_number: Tavoitetta ilman lukua ei voi tarkistaa.
assume_open: Se jää avoimeksi ja päätetään myöhemmin: “{quote}”.
assume_vague: “{word}” jää ennalleen, ja hyväksyjät arvioivat sen.
assume_party: Heille tiedotetaan, he eivät tee siinä mitään: “{name}”.
assume_external: Työ odottaa, vika näytetään ja myöhemmin yritetään uudelleen: “{name}”.
assume_number: Hyväksyjät arvioivat ilman lukua: “{quote}”.
ask_purpose: Mikä tulee paremmaksi ja keille?
why_purpose: Teksti ei kerro, mihin se on tarkoitettu.
assume_purpose: Tekstin vaatimukset ovat itse tarkoitus.
ask_users: Kuka sitä käyttää?
why_users: Teksti ei mainitse ketään.
assume_users: Yhdenlaisia käyttäjiä samoin oikeuksin.
ask_functions: Mitä sillä on voitava tehdä?
why_functions: Teksti ei mainitse vaatimusta.
assume_functions: Vain se, mikä on kirjoitettu.
ask_volume: Kuinka monta henkilöä tai tapausta on kiireisimpänä aikana?
why_volume: Teksti ei kerro koosta.
assume_volume: Niin vähän, että pieni asennus riittää.
ask_deadline: Milloin sen on oltava käytössä?
why_deadline: Teksti ei mainitse päivää.
assume_deadline: Ei kiinteää päivää; osat tulevat valmistuttuaan.
ask_budget: Mitä se saa maksaa?
why_budget: Teksti ei puhu rahasta.
assume_budget: Summaa ei ole määrätty: mitä se saa maksaa, ei ole tiedossa.
ask_privacy: Mitä henkilötietoja siinä on?
why_privacy: Teksti ei puhu niistä.
assume_privacy: Vain käyttäjien nimet ja yhteystiedot.
ask_retention: Kuinka kauan tietoja on säilytettävä?
why_retention: Teksti ei kerro, milloin saa poistaa.
assume_retention: Ne säilyvät, kunnes joku poistaa ne.
ask_today: Miten tämä tehdään nykyisin?
why_today: Teksti ei kuvaa nykytilaa.
assume_today: Mitään ei siirretä eikä korvata.
ask_out: Mikä siihen ei kuulu?
why_out: Teksti ei vedä rajaa.
assume_out: Mitä teksti ei mainitse, ei kuulu siihen.
ask_measure: Mistä näkee, että se onnistui?
why_measure: Yhdelläkään tavoitteella ei ole lukua.
assume_measure: Hyväksyjät arvioivat ilman lukua.
ask_languages: Millä kielillä sitä käytetään?
why_languages: Teksti ei mainitse kieltä.
assume_languages: Vain tekstin kielellä.
ask_access: Mitkä saavutettavuussäännöt pätevät?
why_access: Teksti ei puhu niistä.
assume_access: Ei muita kuin paikan laki.
ask_security: Miten kukin osoittaa, kuka on?
why_security: Teksti ei puhu kirjautumisesta.
assume_security: Jokainen kirjautuu salasanalla.
ask_operation: Kuka ylläpitää sitä jälkeenpäin?
why_operation: Teksti ei kerro sitä.
assume_operation: Tilaaja ylläpitää.
ask_stop: Mitä lakataan tekemästä?
why_stop: Suunta, joka ei lopeta mitään, maksaa enemmän kuin on.
assume_stop: Mikään nykyinen ei lopu.
ask_period: Mitä vuosia se koskee?
why_period: Teksti ei mainitse ajanjaksoa.
assume_period: Se pätee, kunnes se korvataan.
ask_decider: Kuka siitä päättää?
why_decider: Teksti ei kerro, kuka päättää.
assume_decider: Tilaaja päättää siitä.
"""
