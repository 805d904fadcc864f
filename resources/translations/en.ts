<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CallList</name>
    <message numerus="yes">
        <source>%n copies</source>
        <translation>
            <numerusform>%n copy</numerusform>
            <numerusform>%n copies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customers</source>
        <translation>
            <numerusform>%n customer</numerusform>
            <numerusform>%n customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CallListPane</name>
    <message numerus="yes">
        <source>%n customers</source>
        <translation>
            <numerusform>%n customer</numerusform>
            <numerusform>%n customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customers are chosen: too many for one list.</source>
        <translation>
            <numerusform>1 customer is chosen: too many for one list.</numerusform>
            <numerusform>%n customers are chosen: too many for one list.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n due</source>
        <translation>
            <numerusform>%n due</numerusform>
            <numerusform>%n due</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n late</source>
        <translation>
            <numerusform>%n late</numerusform>
            <numerusform>%n late</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never</source>
        <translation>
            <numerusform>%n never</numerusform>
            <numerusform>%n never</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pages</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Command line</name>
    <message numerus="yes">
        <source>%n conflict waits for a decision.</source>
        <translation>
            <numerusform>%n conflict waits for a decision.</numerusform>
            <numerusform>%n conflicts wait for a decision.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in all</source>
        <translation>
            <numerusform>%n in all</numerusform>
            <numerusform>%n in all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pages written to {file}</source>
        <translation>
            <numerusform>%n page written to {file}</numerusform>
            <numerusform>%n pages written to {file}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record waits to be sent.</source>
        <translation>
            <numerusform>%n record waits to be sent.</numerusform>
            <numerusform>%n records wait to be sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record waits until somebody who may decide has looked at it.</source>
        <translation>
            <numerusform>%n record waits until somebody who may decide has looked at it.</numerusform>
            <numerusform>%n records wait until somebody who may decide has looked at them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tiers changed</source>
        <translation>
            <numerusform>%n tier changed</numerusform>
            <numerusform>%n tiers changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Customers that now lie in your territory: %n.</source>
        <translation>
            <numerusform>Customers that now lie in your territory: %n.</numerusform>
            <numerusform>Customers that now lie in your territory: %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What this store held goes up: %n record.</source>
        <translation>
            <numerusform>What this store held goes up: %n record.</numerusform>
            <numerusform>What this store held goes up: %n records.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>every %n day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Contacts</name>
    <message numerus="yes">
        <source>%n contacts moved to bin</source>
        <translation>
            <numerusform>%n contact moved to bin</numerusform>
            <numerusform>%n contacts moved to bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Customers</name>
    <message numerus="yes">
        <source>%n customers moved to bin</source>
        <translation>
            <numerusform>%n customer moved to bin</numerusform>
            <numerusform>%n customers moved to bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more open deals</source>
        <translation>
            <numerusform>%n more open deal</numerusform>
            <numerusform>%n more open deals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more open tasks</source>
        <translation>
            <numerusform>%n more open task</numerusform>
            <numerusform>%n more open tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Evaluated: %n customers changed</source>
        <translation>
            <numerusform>Evaluated: %n customer changed</numerusform>
            <numerusform>Evaluated: %n customers changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n d</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n d</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n days, by any counted contact</source>
        <translation>
            <numerusform>every day, by any counted contact</numerusform>
            <numerusform>every %n days, by any counted contact</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{tier} every %n d</source>
        <translation>
            <numerusform>{tier} every day</numerusform>
            <numerusform>{tier} every %n d</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Date</name>
    <message numerus="yes">
        <source>%n d</source>
        <translation>
            <numerusform>%n d</numerusform>
            <numerusform>%n d</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Due</name>
    <message numerus="yes">
        <source>%n d over</source>
        <translation>
            <numerusform>%n d over</numerusform>
            <numerusform>%n d over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days over</source>
        <translation>
            <numerusform>%n day over</numerusform>
            <numerusform>%n days over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>due %n d</source>
        <translation>
            <numerusform>due %n d</numerusform>
            <numerusform>due %n d</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>due %n days ago</source>
        <translation>
            <numerusform>due %n day ago</numerusform>
            <numerusform>due %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{letter}: every %n days</source>
        <translation>
            <numerusform>{letter}: every day</numerusform>
            <numerusform>{letter}: every %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{whose}: every %n days</source>
        <translation>
            <numerusform>{whose}: every day</numerusform>
            <numerusform>{whose}: every %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Key dialog</name>
    <message numerus="yes">
        <source>A passphrase has at least %n characters</source>
        <translation>
            <numerusform>A passphrase has at least %n character</numerusform>
            <numerusform>A passphrase has at least %n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Passphrase, at least %n characters</source>
        <translation>
            <numerusform>Passphrase, at least %n character</numerusform>
            <numerusform>Passphrase, at least %n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>People</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message numerus="yes">
        <source>Changed; %n laptops have to sign in again.</source>
        <translation>
            <numerusform>Changed; one laptop has to sign in again.</numerusform>
            <numerusform>Changed; %n laptops have to sign in again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Erased: %n records.</source>
        <translation>
            <numerusform>Erased: one record.</numerusform>
            <numerusform>Erased: %n records.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Territories now: %n</source>
        <translation>
            <numerusform>Territories now: %n</numerusform>
            <numerusform>Territories now: %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sign in</name>
    <message numerus="yes">
        <source>Looking at what is there: %n records</source>
        <translation>
            <numerusform>Looking at what is there: %n record</numerusform>
            <numerusform>Looking at what is there: %n records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message numerus="yes">
        <source>%n {kinds} moved to the bin</source>
        <translation>
            <numerusform>%n {kinds} moved to the bin</numerusform>
            <numerusform>%n {kinds} moved to the bin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tiers evaluated, %n changed</source>
        <translation>
            <numerusform>tiers evaluated, %n changed</numerusform>
            <numerusform>tiers evaluated, %n changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%n conflicts to review</source>
        <translation>
            <numerusform>%n conflict to review</numerusform>
            <numerusform>%n conflicts to review</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fields</source>
        <translation>
            <numerusform>%n field</numerusform>
            <numerusform>%n fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n held back</source>
        <translation>
            <numerusform>%n held back</numerusform>
            <numerusform>%n held back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n items to look at</source>
        <translation>
            <numerusform>%n item to look at</numerusform>
            <numerusform>%n items to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n merged by themselves</source>
        <translation>
            <numerusform>%n merged by itself</numerusform>
            <numerusform>%n merged by themselves</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more stand and fall with it</source>
        <translation>
            <numerusform>%n more stands and falls with it</numerusform>
            <numerusform>%n more stand and fall with it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>%n pending</numerusform>
            <numerusform>%n pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No conflicts. %n changes came in today</source>
        <translation>
            <numerusform>No conflicts. %n change came in today</numerusform>
            <numerusform>No conflicts. %n changes came in today</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Syncing · %n records</source>
        <translation>
            <numerusform>Syncing · %n record</numerusform>
            <numerusform>Syncing · %n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Two people changed the same %n fields</source>
        <translation>
            <numerusform>Two people changed the same field</numerusform>
            <numerusform>Two people changed the same %n fields</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message numerus="yes">
        <source>%n days over</source>
        <translation>
            <numerusform>%n day over</numerusform>
            <numerusform>%n days over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tasks moved to bin</source>
        <translation>
            <numerusform>%n task moved to bin</numerusform>
            <numerusform>%n tasks moved to bin</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VisitForm</name>
    <message numerus="yes">
        <source>%n drafts wait: {names}</source>
        <translation>
            <numerusform>1 draft waits: {names}</numerusform>
            <numerusform>%n drafts wait: {names}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %n days after this one; the minimum gap is {gap}</source>
        <translation>
            <numerusform>Only a day after this one; the minimum gap is {gap}</numerusform>
            <numerusform>Only %n days after this one; the minimum gap is {gap}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{tier}, %n days after {channel}</source>
        <translation>
            <numerusform>{tier}, a day after {channel}</numerusform>
            <numerusform>{tier}, %n days after {channel}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{tier}, every %n days</source>
        <translation>
            <numerusform>{tier}, every day</numerusform>
            <numerusform>{tier}, every %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Visits</name>
    <message numerus="yes">
        <source>%n visits moved to bin</source>
        <translation>
            <numerusform>%n visit moved to bin</numerusform>
            <numerusform>%n visits moved to bin</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n missing</numerusform>
            <numerusform>%n missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n years</source>
        <translation>
            <numerusform>%n year</numerusform>
            <numerusform>%n years</numerusform>
        </translation>
    </message>
</context>
</TS>
