-- The role and the database of The Combine. Run once, as an administrator of the server, with the password at hand:
--   psql "$ADMIN_DATABASE_URL" --set password="$PASSWORD" --file deploy/database.sql
-- The role owns its database and nothing else; it is no superuser and may create neither roles nor databases.
\set ON_ERROR_STOP on
CREATE ROLE combine LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE combine OWNER combine ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE combine FROM PUBLIC;
GRANT CONNECT, TEMPORARY, CREATE ON DATABASE combine TO combine;
