"""Dutch cues."""

TEXT = """
function: de | het | een | en | of | maar | in | op | aan | bij | met | naar | van | voor | door | om | over | onder
  | uit | zonder | tegen | tussen | tot | is | zijn | was | waren | wordt | worden | werd | werden | heeft | hebben
  | had | dit | dat | deze | die | er | hij | zij | ze | wij | we | ons | onze | hun | haar | je | u | ik | men
  | niet | geen | ook | nog | al | als | dan | zo | kan | kunnen | moet | moeten | mag | mogen | wil | willen | zal
  | zullen | wie | wat | waar | welke | elke | elk | alle | per | na | sinds | te | zich | hoe | meer | zeer | wel
  | daar | hier | zodat | omdat
pronouns: dit | deze | zij | ze | hij | dat
plurals: s | en | n
articles: de | het | een | elke | elk | alle | onze | hun | geen
asking: wie | wat | waar | welke | die | dat | dit | hoe | zodat | omdat | maar | hij | zij | ze
auxiliaries: is | zijn | was | waren | wordt | worden | werd | werden | heeft | hebben | had | kan | kunnen
  | moet | moeten | mag | mogen | wil | willen | zal | zullen
inner: de | het | van | voor | met | in | op | per
joins: en | of
system: systeem | applicatie | app | software | platform | dienst | portaal | website | oplossing | pagina
strong: moet | moeten | dient | dienen | verplicht | noodzakelijk | nodig | vereist | mag alleen | mogen alleen
  | is te | zijn te
medium: zou moeten | zouden moeten | behoort | hoort te | aanbevolen
weak: zou kunnen | zouden kunnen | bij voorkeur | indien mogelijk | optioneel | liefst | wenselijk | zou mooi zijn
  | graag
ability: kan | kunnen | wil | willen
future: zal | zullen
prohibition: mag niet | mogen niet | mag geen | mogen geen | nooit | verboten | verboden | niet toegestaan
  | niemand mag | moet niet | in geen geval | onder geen beding
now: vandaag | nu | momenteel | op dit moment | tot nu toe | huidige | thans | bestaande | vorig jaar
problem: probleem | problemen | foutgevoelig | fouten | klagen | klachten | te langzaam | te traag | te lang
  | raakt kwijt | raken kwijt | dubbel | handmatig | met de hand | niemand weet | vertraging* | chaos
goal: doel | doelen | doelstelling | doelstellingen | we willen | wij willen | willen bereiken | visie | beoogt
  | streven
scope: inbegrepen | binnen de scope | eerste versie
out: buiten scope | buiten de scope | niet inbegrepen | uitgesloten | hoort er niet bij | valt buiten | niet nodig
  | niet voorzien | later
stop: niet meer | stopt met | stoppen met | wordt beëindigd
open: nog te bepalen | nog niet besloten | nog niet bekend | onduidelijk | open vraag | weten we niet | nog open
  | te beslissen
risk: risico | risico's | gevaar | vrees | zorg | dreigt | zou kunnen mislukken
decided: is besloten | besloten | afgesproken | vastgesteld | goedgekeurd
option: optie | alternatief | variant
vague: snel | sneller | eenvoudig | makkelijk | gemakkelijk | gebruiksvriendelijk | intuïtief | modern | flexibel
  | robuust | schaalbaar | efficiënt | passend | spoedig | tijdig | geschikt | voldoende | regelmatig
  | verschillende | meerdere | veel | enzovoort | etc | betrouwbaar | aantrekkelijk | veilig | soepel
  | overzichtelijk
money: budget | kosten | kost | prijs | euro | eur | € | subsidie* | tarief | tarieven | salaris* | begroting | geld
time: deadline | termijn | uiterlijk | voor het einde | januari | februari | maart | april | mei | juni | juli
  | augustus | september | oktober | november | december | ingebruikname | seizoen | planning | volgend jaar
  | lancering
law: wet | wetten | avg | verordening* | richtlijn* | juridisch* | wettelijk* | contract* | vergunningplicht*
  | vergunningsplicht* | opensourcelicentie* | open-source-licentie* | open licentie | vrije licentie | onder licentie
  | onder een licentie | licentievoorwaarde*
  | archiefwet
tech: postgresql | database* | server | servers | cloud | windows | linux | android | ios | api | openid
  | active directory | sap | excel | spreadsheet* | hardware | sensor* | offline | browser | netwerk | wifi
performance: seconde | seconden | minuten | gelijktijdig* | reactietijd | responstijd | per uur | per seconde
  | per dag | piek* | belasting | beschikbaarheid | beschikbaar | werkdag | werkdagen
access: wcag | toegankelijk* | schermlezer | rolstoel* | slechtziend* | beperking*
security: wachtwoord* | versleutel* | inloggen | aanmelden | authenticatie* | autorisatie* | rechten | back-up*
  | beveilig*
privacy: persoonsgegevens | privacy | avg | anoniem | anonimis* | toestemming | vertrouwelijk* | patiëntgegevens
retention: bewaard | bewaren | bewaartermijn* | archief* | archiver* | verwijderd | gewist
languages: nederlands | engels | duits | frans | fries | arabisch | turks | meertalig* | vertaal* | vertal*
external: leverancier* | bank | betaalprovider | overheid* | belastingdienst | verzekeraar* | partner* | extern*
  | koppeling* | import* | export* | boekhoud* | derde partij | derden | gemeente | brandweer
failure: storing* | uitval | valt uit | niet bereikbaar | geen verbinding | zonder verbinding | stroomuitval
  | mislukt | anders | foutmelding*
unheard: moeten worden gehoord | moet worden gehoord | moeten gehoord
heard: zijn gehoord | is gehoord
purpose: zodat | opdat
conditions: als | wanneer | indien | zodra | nadat | voordat | terwijl | na | voor | bij | tijdens
parties: gebruiker | gebruikers | klant | klanten | bezoeker | bezoekers | lid | leden | gast | gasten | medewerker
  | medewerkers | personeel | beheerder | beheerders | aanvrager | aanvragers | leraar | leraren | docent | docenten
  | leerling | leerlingen | student | studenten | ouder | ouders | arts | artsen | verpleegkundige
  | verpleegkundigen | patiënt | patiënten | chauffeur | chauffeurs | vrijwilliger | vrijwilligers | burger
  | burgers | bewoner | bewoners | huurder | huurders | eigenaar | koper | verkoper | leverancier | leveranciers
  | monteur | monteurs | boekhouder | directeur | bestuur | raad | commissie | team | kantoor | afdeling | receptie
  | receptionist | planner | planners | schipper | schippers | boer | boeren | kok | koks | trainer | trainers
  | speler | spelers | kinderen | mensen | secretaris | penningmeester | fietsers | tellers
entities: aanvraag | bestelling | factuur | boeking | reservering | betaling | rekening | profiel | rapport
  | document | bericht | afspraak | contract | product | artikel | dossier | bestand | foto | adres | vergunning
  | bijlage | cursus | uitlening | evenement | taak | klacht | meting | recept | levering | dienst | rooster | plan
  | voertuig | apparaat | ruimte | kaart | kalender | voorraad | bon | fiets
numbers: twee | drie | vier | vijf | zes | zeven | acht | negen | tien | elf | twaalf | twintig | dertig | vijftig
  | honderd | duizend | miljoen | helft | derde | kwart | dubbel | dozijn
values: één=1 | twee=2 | drie=3 | vier=4 | vijf=5 | zes=6 | zeven=7 | acht=8 | negen=9 | tien=10 | elf=11
  | twaalf=12
limits: binnen | hoogstens | maximaal | maximum | tot | minstens | minimaal | minder dan | meer dan | onder | boven
  | per | elke | uiterlijk
h.goal: doel | doelen | doelstelling | doelstellingen | visie | resultaat
h.obligation: eisen | vereisten | functies | functionaliteit | functioneel | functionele eisen | wensen | behoeften
  | wat het moet kunnen | use cases
h.quality: kwaliteit | niet-functioneel | niet-functionele eisen | prestaties | beveiliging | toegankelijkheid
h.constraint: randvoorwaarden | beperkingen | grenzen | budget | voorwaarden | planning | kaders | techniek | kosten
h.party: gebruikers | betrokkenen | mensen | rollen | doelgroep | belanghebbenden | wie | actoren
h.now: achtergrond | huidige situatie | situatie | inleiding | aanleiding | context | vandaag
h.problem: probleem | problemen | knelpunten
h.scope: scope
h.out: buiten scope | niet in scope | uitsluitingen
h.open: open vragen | openstaande vragen | vragen | open punten
h.criterion: acceptatiecriteria | tests
h.term: begrippen | woordenlijst | definities
h.risk: risico's | risico
h.data: gegevens | data
h.external: koppelingen | interfaces
h.option: opties | alternatieven
h.decided: besluiten
abbreviations: bijv | bv | d.w.z | enz | etc | ca | dhr | mevr | dr | nr | art | o.a | m.b.t | t.o.v | max | min
  | incl | excl | mln | blz | jan | feb | okt
"""
