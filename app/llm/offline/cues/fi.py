"""Finnish cues."""

TEXT = """
function: ja | tai | mutta | sekä | että | jos | kun | kuin | koska | joka | jotka | jonka | jossa | mikä | mitä
  | kuka | missä | on | ovat | oli | olivat | ole | olla | ei | eivät | en | se | ne | sen | niiden | hän | he | me
  | meidän | tämä | tämän | nämä | myös | vain | vielä | jo | nyt | sitten | siten | niin | kaikki | jokainen | voi
  | voivat | pitää | täytyy | tulee | saa | saavat | haluaa | asti | mukaan | kanssa | ilman | ennen | jälkeen
  | aikana | yli | alle | noin | eli | kuten | vaan | hyvin | enemmän | siellä | täällä
pronouns: se | ne | tämä | nämä | hän | he
plurals: t | at | ät | n
articles: jokainen | kaikki
asking: että | jos | kun | koska | joka | jotka | jonka | jossa | mikä | mitä | kuka | missä | mutta
auxiliaries: on | ovat | oli | olivat | ei | eivät | voi | voivat | pitää | täytyy | tulee | saa | saavat | haluaa
joins: ja | tai | sekä
system: järjestelmä | järjestelmän | sovellus | sovelluksen | palvelu | palvelun | alusta | portaali | verkkosivu
  | ohjelma
strong: täytyy | pitää | on pakko | pakollinen | pakollista | välttämätön | välttämätöntä | vaaditaan | vaatii
  | tarvitaan | tarvitsee | tarvitsevat | on oltava | saa vain | edellytetään | on voitava | on saatava
medium: pitäisi | tulisi | suositellaan | olisi syytä
weak: voisi | voisivat | mahdollisesti | mielellään | valinnainen | toivottavaa | jos mahdollista | olisi hyvä
ability: voi | voivat | haluaa | haluavat
future: tulee
prohibition: ei saa | eivät saa | ei koskaan | kielletty | kiellettyä | ei sallita | kukaan ei | ei missään | älä
now: nykyisin | nykyään | tällä hetkellä | tänään | toistaiseksi | nyt | nykyinen | viime vuonna | tähän asti
problem: ongelma | ongelmia | ongelmat | virheitä | valituksia | liian hidas | liian kauan | katoaa | katoavat
  | käsin | kukaan ei tiedä | viivästy* | sekava | kaksinkertai*
goal: tavoite | tavoitteet | tavoitteena | haluamme | päämäärä | visio | tarkoitus | tarkoituksena
scope: sisältyy | kuuluu | ensimmäinen versio
out: ei kuulu | ei sisälly | rajataan pois | ei tarvita | ei suunnitella
stop: lopetetaan | luovutaan | ei enää
open: avoin | epäselvä | epäselvää | päättämättä | ei ole päätetty | ei vielä | ei tiedetä | emme tiedä
  | selvitettävä
risk: riski | riskit | vaara | huoli | uhka | saattaa epäonnistua
decided: on päätetty | päätettiin | päättänyt | sovittu | hyväksytty
option: vaihtoehto | vaihtoehtoisesti
vague: nopea | nopeasti | nopeat | helppo | helposti | helppoa | helppokäyttöinen | yksinkertainen | moderni
  | joustava | tehokas | tehokkaasti | sopiva | pian | riittävä | riittävän | säännöllisesti | useita | monta
  | monia | jne | luotettava | sujuva | turvallinen | selkeä | intuitiivinen
money: budjetti | budjetin | kustannu* | maksaa | hinta | euro | euroa | € | avustu* | palkka | palkat | maksu
  | maksut
time: määräaika | viimeistään | mennessä | tammikuu* | helmikuu* | maaliskuu* | huhtikuu* | toukokuu* | kesäkuu*
  | heinäkuu* | elokuu* | syyskuu* | lokakuu* | marraskuu* | joulukuu* | käyttöönotto | kausi | aikataulu
  | ensi vuonna
law: laki | lain | lait | gdpr | asetus | asetuksen | direktiivi* | lainsäädäntö* | sopimus | sopimuksen | lisenssiehto*
  | lisenssiehdo* | lisensoi* | avoin lisenssi | avoimella lisenssillä | vapaalla lisenssillä | avoimen lähdekoodin
  | määräys*
tech: postgresql | tietokanta* | tietokanna* | palvelin | palvelime* | pilvi | windows | linux | android | ios
  | rajapinta* | openid | excel | taulukko* | laitteisto | anturi* | offline | selain | verkko | verkon
performance: sekunti | sekunnissa | sekuntia | minuutti* | minuuti* | samanaikai* | vasteaika | tunnissa | päivässä
  | huippu* | kuorma | käytettävyys | työpäivä*
access: wcag | saavutetta* | esteettöm* | ruudunlukija* | pyörätuoli* | näkövamma*
security: salasana* | salataan | salaus | kirjautu* | tunnistau* | oikeude* | varmuuskopi* | tietoturva*
privacy: henkilötie* | tietosuoja* | gdpr | nimetön | anonym* | suostumus* | luottamuksel*
retention: säilyte* | arkisto* | poistetaan | hävitetään
languages: suomi | suomeksi | suomen | ruotsi | ruotsiksi | englanti | englanniksi | saame* | monikieli* | kään*
external: toimittaja* | pankki | pankin | viranomai* | verottaja* | vakuutus* | kumppani* | ulkoi* | tuonti | vienti
  | liittymä* | kirjanpito* | kolmas osapuoli | pelastuslaitos
failure: vika | vikatilan* | häiriö* | katko* | ei vastaa | ei yhteyttä | ilman yhteyttä | epäonnistu* | muuten
unheard: on kuultava | tulee kuulla
heard: on kuultu
purpose: jotta
conditions: jos | kun | heti kun | jälkeen | ennen | kunnes | milloin
parties: käyttäjä | käyttäjät | asiakas | asiakkaat | asiakkaan | vierailija | kävijä | kävijät | jäsen | jäsenet
  | jäsenen | vieras | vieraat | henkilöstö | työntekijä | työntekijät | virkailija | virkailijat | ylläpitäjä
  | ylläpitäjät | hakija | hakijat | opettaja | opettajat | oppilas | oppilaat | opiskelija | opiskelijat | vanhempi
  | vanhemmat | lääkäri | lääkärit | hoitaja | hoitajat | potilas | potilaat | kuljettaja | kuljettajat
  | vapaaehtoinen | vapaaehtoiset | kansalainen | asukas | asukkaat | vuokralainen | omistaja | omistajat | ostaja
  | myyjä | toimittaja | teknikko | johtaja | hallitus | lautakunta | toimisto | tiimi | valmentaja | pelaaja
  | lapset | talonmies | isännöitsijä | pelastuslaitos
entities: hakemus | tilaus | lasku | varaus | maksu | tili | profiili | raportti | asiakirja | viesti | tapaaminen
  | sopimus | tuote | artikkeli | tiedosto | kuva | osoite | lupa | liite | kurssi | laina | tapahtuma | tehtävä
  | valitus | mittaus | resepti | toimitus | vuoro | aikataulu | suunnitelma | ajoneuvo | laite | huone | kartta
  | kalenteri | varasto | kuitti | sauna
numbers: kaksi | kolme | neljä | viisi | kuusi | seitsemän | kahdeksan | yhdeksän | kymmenen | yksitoista
  | kaksitoista | kaksikymmentä | sata | tuhat | miljoona | miljoonaa | puolet | kolmasosa | neljäsosa
  | kaksinkertainen | tusina
values: yksi=1 | kaksi=2 | kolme=3 | neljä=4 | viisi=5 | kuusi=6 | seitsemän=7 | kahdeksan=8 | yhdeksän=9
  | kymmenen=10 | yksitoista=11 | kaksitoista=12
limits: enintään | korkeintaan | vähintään | alle | yli | kuluessa | sisällä | joka | viimeistään
h.goal: tavoite | tavoitteet | päämäärä | visio | tarkoitus
h.obligation: vaatimukset | toiminnot | toiminnallisuus | toiminnalliset vaatimukset | tarpeet | toiveet
  | mitä sen pitää tehdä
h.quality: laatu | laatuvaatimukset | ei-toiminnalliset vaatimukset | suorituskyky | tietoturva | saavutettavuus
h.constraint: rajoitukset | rajoitteet | reunaehdot | budjetti | ehdot | aikataulu | tekniikka | puitteet
h.party: käyttäjät | sidosryhmät | ihmiset | roolit | kohderyhmä | kohderyhmät | kuka | toimijat
h.now: tausta | nykytila | tilanne | johdanto | nykytilanne
h.problem: ongelma | ongelmat | haasteet
h.scope: laajuus
h.out: rajaukset | ei kuulu | ulkopuolella
h.open: avoimet kysymykset | kysymykset | avoimet asiat
h.criterion: hyväksymiskriteerit | testit
h.term: sanasto | käsitteet | määritelmät
h.risk: riskit
h.data: tiedot | tietosisältö
h.external: liittymät | rajapinnat
h.option: vaihtoehdot
h.decided: päätökset
abbreviations: esim | ks | klo | n | noin | kpl | ym | yms | jne | nk | ns | ko | s | puh | max | min | milj | mrd
  | vrt | tms | ml | alv
"""
