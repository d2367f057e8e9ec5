-- Whether a dealership exists here.
select exists(select 1 from tenant) as settled
