"""Portuguese cues."""

TEXT = """
function: o | a | os | as | um | uma | uns | umas | de | do | da | dos | das | e | ou | mas | em | no | na | nos
  | nas | com | sem | por | para | pelo | pela | sobre | entre | desde | até | é | são | era | eram | será | serão
  | ser | está | estão | foi | tem | têm | há | que | se | seu | sua | seus | suas | nosso | nossa | nossos | este
  | esta | estes | esse | essa | isso | não | nem | como | quando | onde | quem | cada | todo | todos | toda | todas
  | muito | mais | menos | também | pode | podem | deve | devem | já | ao | aos | à | às | num | numa | depois
  | antes | ainda | lhe | eles | elas | ele | ela
pronouns: ele | ela | eles | elas | isto | isso | este | esta
plurals: s | es
articles: o | a | os | as | um | uma | cada | todo | todos | todas | nosso | nossa | seu | sua | nenhum | nenhuma
asking: que | quando | onde | quem | se | mas
auxiliaries: é | são | era | eram | será | serão | está | estão | foi | tem | têm | pode | podem | deve | devem
inner: de | do | da | dos | das | para | com | por | em
joins: e | ou
system: sistema | aplicação | aplicativo | app | software | plataforma | serviço | portal | site | ferramenta
  | solução
strong: deve | devem | deverá | deverão | tem de | tem que | têm de | têm que | é preciso | obrigatório
  | obrigatória | necessário | necessária | é necessário | exige | precisa | precisam | só pode
medium: deveria | deveriam | recomenda-se | convém
weak: poderia | poderiam | seria bom | se possível | opcional | opcionalmente | idealmente | desejável
ability: pode | podem | poderá | poderão | permite | permitir | permitem | quer | querem
future: será | serão
prohibition: não deve | não devem | não pode | não podem | não poderá | nunca | proibido | proibida | nenhum
  | nenhuma | em caso algum | de forma alguma | jamais | ninguém pode
now: hoje | atualmente | actualmente | neste momento | até agora | agora | existente | existentes | no ano passado
problem: problema | problemas | erros | erro | queixas | queixam-se | reclam* | demasiado | perde-se | perdem-se
  | à mão | manualmente | ninguém sabe | atraso | atrasos | lento | caos
goal: objetivo | objetivos | meta | metas | queremos | finalidade | pretende | pretendemos | visa | propósito
scope: inclui | incluído | âmbito | primeira versão
out: fora do âmbito | fora do escopo | não inclui | excluído | não faz parte | não está previsto | não é preciso
stop: deixar de | já não | deixa de
open: por definir | por decidir | pendente | não está decidido | não sabemos | a definir | a decidir | ainda não
  | por esclarecer
risk: risco | riscos | perigo | receio | receamos | pode falhar | ameaça
decided: foi decidido | está decidido | decidiu | acordado | foi aprovado | aprovado
option: opção | alternativa | variante
vague: rápido | rápida | rapidamente | fácil | facilmente | fáceis | simples | intuitivo | intuitiva | moderno
  | moderna | flexível | robusto | eficiente | adequado | adequada | em breve | o mais cedo possível | amigável
  | vários | várias | muitos | muitas | regularmente | fiável | etc | suficiente | ágil | seguro | segura
money: orçamento | custo | custos | preço | euro | euros | € | reais | subsídio* | tarifa* | financ* | salário*
  | verba*
time: prazo | prazos | data limite | antes de | o mais tardar | janeiro | fevereiro | março | abril | maio | junho
  | julho | agosto | setembro | outubro | novembro | dezembro | entrada em funcionamento | época | calendário
  | lançamento
law: lei | leis | rgpd | lgpd | regulamento* | norma* | legal | legais | diretiva | contrato* | licença livre
  | licença aberta | licença de código | sob licença | sob uma licença | sob a licença | decreto
tech: postgresql | base de dados | banco de dados | servidor | servidores | nuvem | windows | linux | android | ios
  | api | openid | excel | folha de cálculo | planilha* | hardware | sensor* | offline | navegador | rede | wifi
performance: segundo | segundos | minutos | simultâne* | tempo de resposta | por hora | por segundo | por dia | pico
  | carga | disponibilidade | disponível | dia útil | dias úteis
access: wcag | acessib* | deficiência* | leitor de ecrã | leitor de tela | cegos | cadeira de rodas
security: senha* | palavra-passe | cifr* | criptograf* | autentic* | autoriz* | permissões | cópia de segurança
  | segurança
privacy: dados pessoais | rgpd | lgpd | anónim* | anônim* | consentimento | confidencial* | privacidade
retention: conserv* | arquiv* | apagados | eliminados | guardados durante
languages: português | inglês | espanhol | francês | bilingue | multilingue | traduz* | tradução
external: fornecedor* | banco | seguradora* | finanças | câmara municipal | ministério | extern* | terceiro*
  | importa* | exporta* | interface com | integra* | contabilidade
failure: se falhar | falha | falhas | indisponível | sem rede | não responde | caso contrário | corte
unheard: devem ser ouvidos | deve ser ouvido
heard: foram ouvidos | foi ouvido
purpose: para que | a fim de | de modo a
conditions: se | quando | caso | depois | antes | assim que | enquanto | durante | ao | após
parties: utilizador | utilizadores | usuário | usuários | cliente | clientes | visitante | visitantes | sócio
  | sócios | funcionário | funcionários | pessoal | gestor | gestores | administrador | administradores | requerente
  | requerentes | professor | professores | aluno | alunos | estudante | estudantes | pai | pais | família
  | famílias | médico | médicos | enfermeiro | enfermeiros | paciente | pacientes | utente | utentes | condutor
  | condutores | motorista | motoristas | voluntário | voluntários | cidadão | cidadãos | morador | moradores
  | inquilino | proprietário | comprador | vendedor | fornecedor | fornecedores | técnico | técnicos | contabilista
  | responsável | diretor | diretora | secretária | equipa | equipe | escritório | conselho | comissão
  | rececionista | recepcionista | agricultor | agricultores | cozinheiro | gerente | pescador | pescadores | dono
  | dona
entities: pedido | fatura | reserva | pagamento | conta | perfil | relatório | documento | mensagem | consulta
  | contrato | produto | artigo | processo | ficheiro | arquivo | foto | endereço | licença | requerimento | recibo
  | curso | empréstimo | evento | tarefa | reclamação | medição | receita | entrega | turno | plano | veículo
  | dispositivo | sala | mapa | calendário | stock | estoque
numbers: dois | duas | três | quatro | cinco | seis | sete | oito | nove | dez | onze | doze | vinte | trinta
  | cinquenta | cem | mil | milhão | milhões | metade | terço | quarto | dobro | dúzia
values: um=1 | dois=2 | três=3 | quatro=4 | cinco=5 | seis=6 | sete=7 | oito=8 | nove=9 | dez=10 | onze=11 | doze=12
  | uma=1 | duas=2
limits: em menos de | no máximo | máximo | até | pelo menos | mínimo | menos de | mais de | por | dentro de | cada
  | antes de
h.goal: objetivo | objetivos | meta | metas | finalidade | visão | propósito
h.obligation: requisitos | funções | funcionalidades | funcional | necessidades | casos de uso | o que deve
h.quality: qualidade | não funcionais | desempenho | segurança | acessibilidade
h.constraint: restrições | limites | orçamento | condições | prazos | calendário | limitações | técnica
h.party: pessoas | utilizadores | usuários | atores | interessados | papéis | quem | público | participantes
h.now: situação | situação atual | contexto | hoje | introdução | enquadramento | antecedentes
h.problem: problema | problemas | dificuldades
h.scope: âmbito | escopo
h.out: fora do âmbito | fora do escopo | exclusões
h.open: perguntas | questões em aberto | pendente | dúvidas | perguntas abertas
h.criterion: critérios de aceitação | testes
h.term: glossário | definições | termos
h.risk: riscos
h.data: dados
h.external: interfaces | integrações
h.option: opções | alternativas
h.decided: decisões
abbreviations: sr | sra | dr | dra | etc | p.ex | ex | aprox | núm | nº | art | pág | tel | máx | mín | av | eng
  | jan | fev | set | out | dez
"""
