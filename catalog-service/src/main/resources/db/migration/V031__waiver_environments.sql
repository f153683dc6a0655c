-- Where the rule need not be kept; null for everywhere. What is let pass in dev must not open the way to production.
alter table platform_waivers add column environment text;
