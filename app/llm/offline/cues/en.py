"""English cues."""

TEXT = """
function: the | a | an | of | and | or | to | in | on | at | by | for | with | from | is | are | was | were | be
  | been | has | have | had | it | its | this | that | these | those | they | their | we | our | you | i | as | not
  | but | if | when | which | who | whom | whose | what | where | how | there | then | than | so | no | nor | into
  | over | under | about | after | before | during | between | through | can | could | will | would | shall | should
  | may | might | must | do | does | did | also | only | each | every | all | any | some | one's | his | her | them
  | he | she | nothing | nobody | everybody | everything | up | out | per | via | within | without | because | while
  | until | since | such | both | more | most | other
relative: last year | this year | next year | ago | today | yesterday | last month | since
pronouns: it | they | this | these | those | he | she | both
plurals: s | es
articles: the | a | an | each | every | all | any | our | their | its | both | no
asking: who | whom | whose | which | what | where | whether | how | why | when | if | that | because | so | but
  | it | they | he | she | is | are | was | were | must | can | will
auxiliaries: is | are | was | were | be | been | has | have | had | can | cannot | could | will | would | shall
  | should | may | might | must | do | does | did | needs | need
inner: of | on | for | with | from | at | per
joins: and | or
system: system | app | application | software | platform | service | portal | website | site | tool | solution
  | product | programme | program | page | screen | module
strong: must | shall | has to | have to | needs to | need to | is required | are required | required to | is obliged
  | are obliged | mandatory | is needed | it is necessary | necessary to | cannot be | can only | may only | only if
  | never | at all times | insist*
medium: should | ought to | is to be | are to be | recommended | is expected to | are expected to | we expect
weak: could | would like | would be nice | nice to have | optionally | optional | ideally | if possible | preferably
  | would be good | might | would be great | if time allows | later on
ability: can | is able to | are able to | be able to | allows | lets | able to
future: will | is going to | are going to
prohibition: must not | shall not | should not | may not | must never | shall never | can never | never | cannot
  | mustn't | nobody may | no one may | nothing may | no one can | nobody is | nothing is | not allowed | forbidden
  | is not permitted | are not permitted | prohibited | under no circumstances | not be
now: today | currently | at present | at the moment | presently | right now | so far | nowadays | until now
  | existing | these days | up to now | in the past | last year | used to
problem: problem | problems | complain* | error-prone | mistakes | too slow | too long | too late | too often
  | gets lost | get lost | is lost | lose track | lost | double | by hand | manually | retype* | nobody knows
  | no one knows | frustrat* | unclear who | painful | suffers | overload* | bottleneck | backlog | chaos
  | misunderstanding* | delay* | wrong
goal: goal | goals | aim | aims | objective | objectives | we want | wants to achieve | want to achieve | vision
  | our ambition | intends to | purpose is | the idea is | mission | asks for | success means | hope to | we hope
  | we would like | what i want | what we want | in order to become | aims to | we wish
scope: in scope | is included | are included | part of the project | first version | first release
out: out of scope | not in scope | not part of | not included | is excluded | are excluded | does not include
  | do not need | we don't need | not needed | no need for | will not be part | will not include | not for now
  | later phase | is not planned | outside the scope | not our concern | are not planned | explicitly not
stop: stops doing | stop doing | is discontinued | are discontinued | no longer | phase out | is closed down
  | give up
decider: decided by | adopted by | approved by | council decides | board decides | decides on the strategy
  | signs off
open: open question | to be decided | to be clarified | to be defined | not yet decided | not yet clear
  | not yet known | not decided | undecided | tbd | tbc | unclear | unknown yet | still open | we do not know
  | we don't know | not known | remains open | needs clarification | under discussion | not sure | has to be decided
  | question is open | is left open | has not been discussed | have not been discussed | not been decided
  | not been settled | must say who | must say what
risk: risk | risks | danger | might fail | could fail | may fail | threat | threatens | worry | worries | fear
  | afraid
decided: was decided | has decided | have decided | has been decided | already decided | agreed that | it is settled
  | has approved | has already | was approved
option: option | alternative | alternatively | one possibility | variant | either
vague: fast | faster | quick | quickly | user-friendly | easy | easily | easy-to-use | intuitive | simple | modern
  | flexible | robust | scalable | seamless | efficient | efficiently | appropriate | adequate | soon
  | as soon as possible | high quality | state of the art | state-of-the-art | reasonable | many | several
  | regularly | timely | suitable | good performance | attractive | reliable | reliably | convenient | etc
  | and so on | various | up to date | immediately | often | beautiful | sufficient | short time | secure | securely
  | responsive | better | smooth | smoothly | promptly
money: budget | cost | costs | price | euro | euros | eur | usd | dollar* | pounds | gbp | fee | fees | funding
  | grant | salaries | salary | million a year | money | expens* | invest* | subsid*
time: deadline | by the end of | until the end of | go live | go-live | goes live | live before | launch | opens on
  | january | february | march | april | june | july | august | september | october | november | december | ready by
  | no later than | season | milestone | at the latest | in time for | next year | this year | schedule
law: court has | court ruled | the law | by law | laws | law requires | gdpr | regulation | regulations | legal
  | legally | statute
  | directive | compliance | open licence | open license | free licence | free license | open-source licence
  | open-source license | open source licence | open source license | licensed under | under licence | under license
  | licence terms | license terms | eupl | gpl | legislation | permit law | archive law | complian*
  | hipaa | pci
tech: postgresql | postgres | mysql | oracle | database | server | servers | cloud | kubernetes | docker | windows
  | linux | android | ios | api | rest api | openid | oidc | saml | ldap | active directory | sso | sap | excel
  | spreadsheet* | java | python | hosting | hosted | on-premise | on-premises | data centre | data center | network
  | hardware | sensor* | bluetooth | wifi | wi-fi | offline | browser | directory
performance: seconds | milliseconds | ms | minutes | concurrent | simultaneous* | response time | per hour
  | per second | per minute | per day | peak | load | throughput | availability | available 24 | be available | uptime
  | latency
  | at the same time | 99 | first hour | within one | working day | working days | performance
access: wcag | accessib* | screen reader | screen readers | wheelchair access | wheelchair user
  | wheelchair users | blind | deaf | impair* | disabilit*
  | large print | keyboard only | contrast
security: password | passwords | encrypt* | sign-in | sign in | log in | login | authenticat* | authoris*
  | authoriz* | two-factor | mfa | audit | permission* | attack* | tamper* | role-based | access rights | security
  | backup*
privacy: personal data | privacy | gdpr | anonym* | consent | confidential* | data protection | patient data
  | personal information | health data
kept: are kept | is kept
retention: kept for | keep for | retain* | retention | archiv* | deleted after | is deleted
  | are deleted | then deleted | must be deleted | erase* | years and then
languages: english | german | french | spanish | swedish | finnish | portuguese | dutch | italian | arabic | turkish
  | polish | russian | chinese | japanese | multilingual | bilingual | translat* | languages
external: supplier* | vendor* | third party | third-party | partner company | partner system | external
  | wholesaler* | bank | payment provider
  | tax office | authorit* | ministry | insurer* | insurance | interface to | integrat* | import from | export to
  | api of | connects to | accounting | erp | crm | sap | fire service | environment office | police
  | weather service | google | microsoft | stripe | paypal | postal service
failure: if it fails | fails | failure | outage | unavailable | is down | goes down | not reachable | timeout
  | no connection | loses connection | lost connection | fallback | falls back | retry | retries | does not answer
  | otherwise | without them | power cut | offline | error | errors | poor connection | broken
heard: was heard | were heard | has been heard | have been heard | was consulted | were consulted
unheard: must be heard | to be heard | must be consulted | should be heard | should be consulted | will be heard
purpose: so that | in order to | in order that | such that
conditions: if | when | whenever | once | after | before | while | as soon as | in case | unless | where | until
  | on the day | at the end of | during | upon | within
parties: choir | orchestra | association | band | wholesaler | residents | courier | assistant | assistants
  | vet | vets | warden | wardens | club | clubs | individual | individuals | schools
  | user | users | customer | customers | client | clients | visitor | visitors | member | members | guest | guests
  | staff | employee | employees | clerk | clerks | manager | managers | administrator | administrators | admin
  | admins | applicant | applicants | operator | operators | teacher | teachers | pupil | pupils | student
  | students | parent | parents | doctor | doctors | nurse | nurses | patient | patients | driver | drivers
  | volunteer | volunteers | librarian | librarians | citizen | citizens | resident | residents | tenant | tenants
  | owner | owners | buyer | buyers | seller | sellers | supplier | suppliers | accountant | accountants
  | technician | technicians | engineer | engineers | agent | agents | reviewer | reviewers | editor | editors
  | author | authors | organiser | organisers | organizer | organizers | instructor | instructors | coach | coaches
  | player | players | farmer | farmers | caretaker | caretakers | cook | cooks | waiter | waiters | courier
  | couriers | dispatcher | dispatchers | inspector | inspectors | researcher | researchers | curator | curators
  | secretary | treasurer | board | council | committee | team | office | department | harbourmaster | deputies
  | contractors | contractor | mechanic | mechanics | planner | planners | passenger | passengers | participant
  | participants | child | children | boss | director | directors | guide | guides | trainer | trainers | lawyer
  | lawyers | judge | judges | receptionist | receptionists | people | persons | supervisor | supervisors | auditor
  | auditors | warehouse worker | workers | worker | beekeeper | beekeepers | subscriber | subscribers | landlord
  | landlords | head | heads | crew | shopper | shoppers | reader | readers
entities: permit | order | invoice | booking | reservation | application | payment | account | profile | report
  | document | message | appointment | ticket | contract | product | article | item | record | file | photo
  | address | certificate | fee | refund | attachment | course | lesson | loan | event | task | request | complaint
  | measurement | recipe | delivery | shift | schedule | list | plan | vehicle | device | room | map | calendar
  | subscription | notification | inventory | stock | receipt | review | comment | vote | budget | grade | visit
  | key | decision | rule
numbers: two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | twenty | thirty
  | forty | sixty | fifty
  | hundred | thousand | million | half | third | quarter | twice | double | dozen | one
values: one=1 | two=2 | three=3 | four=4 | five=5 | six=6 | seven=7 | eight=8 | nine=9 | ten=10 | eleven=11
  | twelve=12
limits: within | at most | up to | no longer than | less than | fewer than | more than | at least | under | below
  | not more than | no more than | longer than | maximum | minimum | by | until | before | every | per | over
  | above | about | around
h.goal: achieve | goal | goals | objective | objectives | aim | aims | vision | outcome | outcomes | success | purpose
  | what we want | benefits | mission
h.obligation: must do | must | requirements | requirement | features | feature | functions | functionality
  | functional | what it does | what it should do | use cases | needs | wishes | capabilities | what we need
  | deliverables | should do | wanted
h.quality: non-functional | nonfunctional | quality | qualities | performance | security | privacy | accessibility
  | usability | reliability
h.constraint: constraints | constraint | limits | limit | limitations | budget | conditions | boundary conditions
  | rules | framework | technical | legal | deadline | schedule | timeline | dates | givens | environment
  | restrictions
h.party: people | users | actors | stakeholders | stakeholder | roles | personas | who | audience | target group
  | team | participants | user groups
h.now: today | current state | current situation | situation | background | as is | as-is | status quo | context
  | introduction | present | about us | history | where we are
h.problem: problem | problems | pain points | issues | challenges | difficulties | why
h.scope: scope | in scope | included
h.out: out of scope | not in scope | exclusions | excluded | non-goals | what we do not want | not included
  | not now | not wanted
h.open: open questions | open points | questions | unclear | open issues | to be clarified | undecided | open
h.criterion: acceptance criteria | acceptance | test cases | tests | criteria | definition of done
h.term: glossary | terms | definitions | vocabulary | abbreviations
h.risk: risks | risk | dangers | concerns | worries
h.data: data | data model | entities | information
h.external: interfaces | integrations | integration | external systems | systems
h.option: proposed | proposals | options | alternatives | variants
h.decided: decisions | decided | decisions taken
abbreviations: approx | e.g | i.e | etc | mr | mrs | ms | dr | prof | no | nos | vs | fig | sec | ch | vol | inc
  | ltd | co | st | p.m | a.m | min | max | avg | dept | art | cf | ca | resp | jan | feb | mar | apr | jun | jul
  | aug | sep | sept | oct | nov | dec | pp
"""
