"""Common forenames of many countries, which tell a person's name from a place or a body."""

from __future__ import annotations

from vectorstore.text.lexicon import listed

MEN = listed(
    """
    aaron abdul abdullah abraham adam adrian ahmad ahmed akira alan albert alejandro aleksandr
    alessandro alexander alexei alfred ali allan allen alvaro amir amit anders andre andreas andrei
    andrew andrzej andy angus anil antoine anton antonio anthony arjun arthur arun ashok asif
    barry ben benedict benjamin bernard bernie bill billy bob boris brad brandon brendan brent brett
    brian bruce bruno bryan calvin carl carlos cedric cesar charles charlie chris christian
    christoph christopher clive colin conor craig curtis cyril damian daniel danny dave david dean
    deepak dennis derek desmond diego dieter dirk dmitri dmitry dominic don donald doug douglas
    duncan dylan eamon ed eddie eduardo edward edwin elias elliot emil emmanuel enrique eric erik
    ernest ethan eugene evan fabio faisal felix fernando francesco francis francisco frank franz
    fred frederick gabriel gareth gary gavin geoff geoffrey george gerald gerard giovanni giuseppe
    glenn gordon graham greg gregory guillaume gunther gustavo guy hamid hans harold harry hassan
    hector heinrich helmut henrik henry herbert hiroshi howard hugh hugo hussein ian ibrahim igor
    imran isaac ismail ivan jack jacob jacques jaime jakob james jamie jan jared jason javier jay
    jean jeff jeffrey jeremy jerome jerry jesus jim jimmy joachim joe joel johan johannes john
    johnny jon jonas jonathan jorge jose josef joseph josh joshua juan julian julio justin kamal
    karim karl keith kelvin ken kenneth kenji kevin khaled khalid klaus kofi kurt kwame kyle lars
    laurent laurence lawrence lee leo leon leonard lewis liam lloyd louis lucas luca ludwig luigi
    luis lukas luke magnus mahmoud malcolm manuel marc marcel marcelo marco marcus mario marius
    mark markus martin marvin mathias matt matteo matthew matthias maurice mauricio max maxim
    maxwell michael michel miguel mike mikhail milan mitch mohamed mohammad mohammed mohammad
    moses muhammad mustafa nasser nathan nathaniel neil nelson nicholas nick nicolas nigel
    nikolai norman oleg oliver olivier omar oscar osama otto owen pablo paolo patrick paul pavel
    pedro per perry peter petr phil philip philippe phillip pierre piotr rahul raj rajesh ralph
    ramesh ramon randy raul ravi ray raymond reza ricardo richard rick rob robert roberto robin
    rod rodrigo roger roland roman ron ronald rory ross roy rupert russell ryan salman salvador
    sam samir samuel sanjay santiago saul scott sean sebastian serge sergei sergey sergio seth
    shane shaun sidney simon stanley stefan stephan stephen steve steven stewart stuart sunil
    sven takeshi tariq ted terry theo theodore thomas tim timothy tobias toby todd tom tomas tommy
    tony travis trevor tyler umar vadim valery vernon victor vijay viktor vincent vinod vitali
    vladimir walter warren wayne werner wilhelm will william wolfgang yasser yuri yusuf
    chuck dick jake milo jeremiah josiah kirk mick nate pete ronnie sonny stu ulrich vince volodymyr
    zach zachary zack
    """
)
WOMEN = listed(
    """
    abigail adele adriana agnes aisha alexandra alexis alice alicia alison allison amanda amelia
    amina amy ana anastasia andrea angela angelina anita ann anna anne annette annie antonia
    arlene asha astrid audrey ayesha barbara beatrice becky belinda bernadette beth bethany betty
    beverly bianca birgit brenda bridget brittany camila camilla carla carmen carol carolina
    caroline carolyn catherine cathy cecilia charlotte chelsea cheryl chiara chloe christina
    christine cindy claire clara claudia colleen connie constance courtney cynthia daniela
    danielle daphne dawn debbie deborah debra deirdre denise diana diane dolores donna doris
    dorothea dorothy edith eileen elaine eleanor elena elisa elisabeth elise elizabeth ella ellen
    elsa emily emma erica erika erin esther ethel eva eve evelyn fatima fiona florence frances
    francesca gabriela gabrielle gail georgia geraldine gillian gina giulia gladys glenda gloria
    grace greta gwen hannah hanne harriet hazel heather heidi helen helena helga hilary hillary
    holly ida ilse inez ingrid irene irina iris isabel isabella isla jacqueline jane janet janice
    jasmine jean jenna jennifer jenny jessica jill jo joan joanna joanne jodie josephine joyce
    juana judith judy julia julie juliet june karen karin kate katherine kathleen kathryn kathy
    katie kavita kay kelly kerry kim kimberly kirsten kristen kristin laura lauren leah leila lena
    lesley leslie lillian linda lindsay lindsey lisa liz lola lorna lorraine louise lucia lucy
    lydia lynn mabel madeleine maggie mandy marcia margaret maria mariam marian marianne marie
    marilyn marina marion marjorie martha mary maryam maureen megan melanie melinda melissa
    mercedes michelle mildred miranda miriam moira molly monica nadia nancy naomi natalia natalie
    natasha nicola nicole nina nora norma olga olivia paige pamela patricia paula pauline peggy
    penelope penny petra phoebe phyllis pippa polly priya rachel rebecca regina renata renee rita
    roberta rosa rosalind rose rosemary rosie roxanne ruth sabine sabrina sally samantha sandra
    sara sarah shannon sharon sheila shirley silvia simone sofia sonia sophia sophie stacey
    stella stephanie sue susan susanna susanne suzanne svetlana sylvia tamara tammy tanya tara
    tatiana teresa tessa theresa tiffany tina tracey tracy ursula valentina valerie vanessa vera
    veronica victoria violet virginia vivian wanda wendy yasmin yolanda yvette yvonne zahra zoe
    """
)
