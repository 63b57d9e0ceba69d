export const GET = ({ locals, request, params }) => locals.relais.history(request, locals.who, params.entity, params.id)
